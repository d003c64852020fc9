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

// How many characters a text has, beside each field that says how many it takes. The server counts for itself.
{
  const say = (field, told) => {
    const most = field.maxLength;
    told.textContent = field.dataset.rcCounted.replace("{used}", field.value.length).replace("{most}", most);
  };
  const begin = (field) => {
    const told = document.createElement("p");
    told.className = "help rc-counted";
    field.after(told);
    field.addEventListener("input", () => say(field, told));
    say(field, told);
  };
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-rc-counted]").forEach(begin);
  });
}
