//! What a screen is drawn from.

use super::super::pictures::Pictures;
use super::super::{Facts, Palette, Theme};
use crate::flow::{Event, Flow, Kept, Secret};
use crate::text::{Language, Texts};
use eframe::egui::{Id, Ui};

/// The text fields a screen may have, the first one first.
const FIELDS: [&str; 3] = ["field", "field-2", "field-3"];

/// Everything a screen may show, and where it puts what was done.
pub struct Screen<'a> {
    /// What is shown.
    pub flow: &'a Flow,
    /// The words.
    pub texts: &'a Texts,
    /// The language on the screen.
    pub language: Language,
    /// The colours.
    pub palette: &'static Palette,
    /// The appearance.
    pub theme: Theme,
    /// The size of text.
    pub scale: f32,
    /// What every control is for.
    pub facts: &'a Facts,
    /// The pictures of the case.
    pub pictures: &'a Pictures,
    /// The PIN as it is being typed.
    pub draft: &'a mut Secret,
    /// What was done.
    pub events: Vec<Event>,
    /// Enter in the text field is the main action.
    pub enter_in_field: bool,
    /// Something is asked above the screen, or a menu is open; the screen under it takes no keys.
    pub asking: bool,
    /// It is asked whether the case is to be left.
    pub leaving: &'a mut bool,
    /// The state was entered just now.
    pub entered: bool,
}

impl Screen<'_> {
    /// A message.
    pub fn say(&self, id: &str) -> String {
        self.texts.say(id)
    }

    /// A message with its placeables filled.
    pub fn say_with(&self, id: &str, values: &[(&str, impl AsRef<str>)]) -> String {
        self.texts.say_with(id, values)
    }

    /// What is kept of a control that is over.
    pub fn say_kept(&self, kept: Kept) -> String {
        let kept = match kept {
            Kept::Evidence => "kiosk-kept-evidence",
            Kept::Result => "kiosk-kept-result",
            Kept::Nothing => "kiosk-kept-nothing",
            Kept::Unknown => "kiosk-kept-unknown",
        };
        let kept = self.say_with(kept, &[("days", self.facts.days.to_string())]);
        format!("{} {kept}", self.say("kiosk-wiped"))
    }

    /// Where the first text field stands in the window's memory.
    pub fn field() -> Id {
        let [first, ..] = Self::fields();
        first
    }

    /// Where the text fields stand in the window's memory.
    pub fn fields() -> [Id; 3] {
        FIELDS.map(Id::unique)
    }

    /// The first text field gets the keyboard as soon as its screen is entered.
    pub fn focus_field(&self, ui: &Ui) {
        if self.entered {
            ui.memory_mut(|memory| memory.request_focus(Self::field()));
        }
    }
}
