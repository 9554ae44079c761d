//! What the encodings of ISO/IEC 39794 share: members with automatic tags, codes, scores and dates, ISO/IEC 39794-1.

use super::{LdsError, PartialDate};
use crate::tlv::{Reader, Tlv};
use std::collections::BTreeMap;

/// Members and blocks of a sequence beyond this are refused.
const MAXIMUM: usize = 64;

/// A quality that an algorithm gave an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QualityScore {
    /// The organization that registered the algorithm.
    pub organization: u16,
    /// Its number of the algorithm.
    pub algorithm: u16,
    /// 0 to 100; `None` where the algorithm failed.
    pub score: Option<u8>,
}

/// A sequence by the tags of its members; members of later editions are passed over.
pub(super) struct Block<'a> {
    members: BTreeMap<u32, Tlv<'a>>,
}

impl<'a> Block<'a> {
    pub(super) fn parse(mut reader: Reader<'a>) -> Result<Self, LdsError> {
        let mut members = BTreeMap::new();
        while let Some(member) = reader.next_object()? {
            if members.len() == MAXIMUM {
                return Err(LdsError::Count);
            }
            if members.insert(member.tag, member).is_some() {
                return Err(LdsError::Repeated);
            }
        }
        Ok(Self { members })
    }

    /// A constructed member as a block.
    pub(super) fn block(&self, number: u8) -> Result<Option<Self>, LdsError> {
        self.constructed(number).map(|member| Self::parse(member.children())).transpose()
    }

    /// A constructed member that must be there, as a block.
    pub(super) fn required(&self, number: u8) -> Result<Self, LdsError> {
        self.block(number)?.ok_or(LdsError::BiometricBlock)
    }

    /// The octet string with this number, which must be there.
    pub(super) fn octets(&self, number: u8) -> Result<&'a [u8], LdsError> {
        self.primitive(number).map(|member| member.value).ok_or(LdsError::BiometricBlock)
    }

    /// An integer or enumerated value that is not negative.
    pub(super) fn integer(&self, number: u8) -> Result<Option<u32>, LdsError> {
        self.primitive(number).map(|member| integer(member.value)).transpose()
    }

    /// A code: it stands itself, or a code of a later edition stands with the one to fall back to.
    pub(super) fn code(&self, number: u8) -> Result<Option<u32>, LdsError> {
        let Some(choice) = self.block(number)? else { return Ok(None) };
        match choice.integer(0)? {
            Some(code) => Ok(Some(code)),
            None => choice.required(1)?.integer(0),
        }
    }

    /// The blocks of a SEQUENCE OF.
    pub(super) fn blocks(&self, number: u8) -> Result<Vec<Self>, LdsError> {
        let Some(member) = self.constructed(number) else { return Ok(Vec::new()) };
        let mut reader = member.children();
        let mut blocks = Vec::new();
        while !reader.is_empty() {
            if blocks.len() == MAXIMUM {
                return Err(LdsError::Count);
            }
            blocks.push(Self::parse(reader.expect(0x30)?.children())?);
        }
        Ok(blocks)
    }

    /// QualityBlocks.
    pub(super) fn qualities(&self, number: u8) -> Result<Vec<QualityScore>, LdsError> {
        self.blocks(number)?.iter().map(quality).collect()
    }

    /// DateTimeBlock; the time of day is passed over.
    pub(super) fn date(&self, number: u8) -> Result<Option<PartialDate>, LdsError> {
        let Some(block) = self.block(number)? else { return Ok(None) };
        let part = |number| -> Result<Option<u8>, LdsError> {
            block.integer(number)?.map(|part| u8::try_from(part).map_err(|_| LdsError::Date)).transpose()
        };
        let year = block.integer(0)?.ok_or(LdsError::Date)?;
        let year = u16::try_from(year).map_err(|_| LdsError::Date)?;
        PartialDate::new(Some(year), part(1)?, part(2)?).ok_or(LdsError::Date).map(Some)
    }

    fn primitive(&self, number: u8) -> Option<&Tlv<'a>> {
        self.members.get(&u32::from(0x80 | number))
    }

    fn constructed(&self, number: u8) -> Option<&Tlv<'a>> {
        self.members.get(&u32::from(0xA0 | number))
    }
}

/// The representations in the data block with this application tag; at least one.
pub(super) fn representations<'a>(object: &Tlv<'a>, tag: u32) -> Result<Vec<Block<'a>>, LdsError> {
    if object.tag != tag {
        return Err(LdsError::BiometricBlock);
    }
    let whole = Block::parse(object.children())?;
    let version = whole.required(0)?;
    let known = matches!((version.integer(0)?, version.integer(1)?), (Some(3..), Some(_)));
    let representations = whole.blocks(1)?;
    if known && !representations.is_empty() { Ok(representations) } else { Err(LdsError::BiometricBlock) }
}

fn quality(block: &Block<'_>) -> Result<QualityScore, LdsError> {
    let registered = block.required(0)?;
    let identifier = |number| match registered.integer(number)?.map(u16::try_from) {
        Some(Ok(identifier)) => Ok(identifier),
        _ => Err(LdsError::BiometricBlock),
    };
    let score = block.required(1)?.integer(0)?;
    let score = score.map(|score| u8::try_from(score).map_err(|_| LdsError::BiometricBlock)).transpose()?;
    Ok(QualityScore { organization: identifier(0)?, algorithm: identifier(1)?, score })
}

fn integer(digits: &[u8]) -> Result<u32, LdsError> {
    let negative = digits.first().is_none_or(|first| first & 0x80 != 0);
    let number =
        digits.iter().try_fold(0u32, |sum, byte| sum.checked_mul(256)?.checked_add(u32::from(*byte)));
    match number {
        Some(number) if !negative => Ok(number),
        _ => Err(LdsError::BiometricBlock),
    }
}
