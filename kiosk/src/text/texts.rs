//! One language's messages.

use super::Language;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource};
use thiserror::Error;
use unic_langid::LanguageIdentifier;

/// A language file that is not Fluent.
#[derive(Debug, Error)]
#[error("the texts of {0} cannot be read")]
pub struct TextError(&'static str);

/// The messages of one language.
pub struct Texts {
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The messages of a language.
    pub fn new(language: Language) -> Result<Self, TextError> {
        let tag = language.tag();
        let identifier: LanguageIdentifier = tag.parse().map_err(|_| TextError(tag))?;
        let resource = FluentResource::try_new(language.source().to_owned()).map_err(|_| TextError(tag))?;
        let mut bundle = FluentBundle::new(vec![identifier]);
        bundle.set_use_isolating(false);
        bundle.add_resource(resource).map_err(|_| TextError(tag))?;
        Ok(Self { bundle })
    }

    /// A message without placeables; a missing one shows as its own name.
    pub fn say(&self, id: &str) -> String {
        self.say_with(id, &[("", ""); 0])
    }

    /// A message with its placeables filled.
    pub fn say_with(&self, id: &str, values: &[(&str, impl AsRef<str>)]) -> String {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else { return id.to_owned() };
        let arguments: FluentArgs = values.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }

    /// True when there is such a message.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }
}
