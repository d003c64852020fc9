from django.apps import AppConfig


class WordsConfig(AppConfig):
    name = "portal.words"
    label = "words"
