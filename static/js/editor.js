// The calendars beside fields of days at /editor/. They open for a pointer only, so that none stands in the way of
// whoever goes on with the keyboard. What was typed stays as it was typed: the server says what is no day.
{
  const calendars = window.jQuery.fn.datetimepicker.defaults;
  let pointed = false;
  window.addEventListener("pointerdown", () => { pointed = true; }, true);
  window.addEventListener("keydown", () => { pointed = false; }, true);
  calendars.validateOnBlur = false;
  calendars.onShow = () => pointed;
}
