//! The languages.

use std::str::FromStr;

/// A language of the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Norwegian Bokmål.
    #[default]
    Bokmaal,
    /// Norwegian Nynorsk.
    Nynorsk,
    /// Northern Sami.
    NorthernSami,
    /// English.
    English,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Bokmaal, Self::Nynorsk, Self::NorthernSami, Self::English];

    /// Its BCP 47 tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Bokmaal => "nb",
            Self::Nynorsk => "nn",
            Self::NorthernSami => "se",
            Self::English => "en",
        }
    }

    /// Its own name for itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bokmaal => "Bokmål",
            Self::Nynorsk => "Nynorsk",
            Self::NorthernSami => "Davvisámegiella",
            Self::English => "English",
        }
    }

    /// The text of its file.
    pub(super) fn source(self) -> &'static str {
        match self {
            Self::Bokmaal => include_str!("../../../assets/i18n/nb.ftl"),
            Self::Nynorsk => include_str!("../../../assets/i18n/nn.ftl"),
            Self::NorthernSami => include_str!("../../../assets/i18n/se.ftl"),
            Self::English => include_str!("../../../assets/i18n/en.ftl"),
        }
    }
}

impl FromStr for Language {
    type Err = &'static str;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|language| language.tag() == tag).ok_or("there are nb, nn, se and en")
    }
}
