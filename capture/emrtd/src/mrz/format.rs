//! The sizes of machine readable zones and how one is told from another.

use serde::Serialize;

/// Which kind of document a machine readable zone belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum MrzFormat {
    /// Three lines of 30, ICAO 9303-5.
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36, ICAO 9303-6.
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44, ICAO 9303-4.
    #[serde(rename = "TD3")]
    Td3,
    /// A visa with two lines of 44, ICAO 9303-7.
    #[serde(rename = "MRV-A")]
    MrvA,
    /// A visa with two lines of 36, ICAO 9303-7.
    #[serde(rename = "MRV-B")]
    MrvB,
    /// The French identity card issued until 2021: two lines of 36, not of ICAO 9303.
    #[serde(rename = "FR")]
    French,
    /// The Swiss driving licence: lines of 9, 30 and 30, not of ICAO 9303.
    #[serde(rename = "CH")]
    Swiss,
}

impl MrzFormat {
    /// The format of lines of these lengths, of which the first starts so.
    pub(super) fn recognise(lines: &[String]) -> Option<Self> {
        let lengths: Vec<usize> = lines.iter().map(String::len).collect();
        let first = lines.first()?.as_str();
        match *lengths {
            [30, 30, 30] => Some(Self::Td1),
            [9, 30, 30] => Some(Self::Swiss),
            [44, 44] if first.starts_with('V') => Some(Self::MrvA),
            [44, 44] => Some(Self::Td3),
            [36, 36] if first.starts_with('V') => Some(Self::MrvB),
            [36, 36] if first.starts_with("IDFRA") => Some(Self::French),
            [36, 36] => Some(Self::Td2),
            _ => None,
        }
    }

    /// The line lengths of a zone written without line breaks, as DG1 holds it.
    pub(super) fn line_lengths(characters: usize) -> Option<&'static [usize]> {
        match characters {
            90 => Some(&[30, 30, 30]),
            88 => Some(&[44, 44]),
            72 => Some(&[36, 36]),
            69 => Some(&[9, 30, 30]),
            _ => None,
        }
    }
}
