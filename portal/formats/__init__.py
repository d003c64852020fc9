"""How days and hours may be typed, by language, where Django takes less than people write."""
