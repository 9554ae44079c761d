//! How long an answer a reader's driver takes, PC/SC part 10 §2.6.14: the property dwMaxAPDUDataSize.

use ::pcsc::{Card, ctl_code};
use emrtd::session::ReadPlan;

/// CM_IOCTL_GET_FEATURE_REQUEST.
const GET_FEATURES: u32 = 3400;
/// FEATURE_GET_TLV_PROPERTIES.
const GET_PROPERTIES: u8 = 0x12;
/// dwMaxAPDUDataSize.
const MAXIMUM_DATA: u8 = 0x0A;

/// The longest data field of an answer. A driver that does not say is taken to pass whatever the chip announces.
pub(super) fn maximum_response(card: &Card) -> u32 {
    asked(card).unwrap_or(ReadPlan::LONGEST_RESPONSE)
}

#[allow(clippy::useless_conversion, reason = "the control code is longer on Linux than elsewhere")]
fn asked(card: &Card) -> Option<u32> {
    let mut answer = [0; 1024];
    let features = card.control(ctl_code(GET_FEATURES.into()), &[], &mut answer).ok()?;
    let code = u32::from_be_bytes(find(features, GET_PROPERTIES)?.try_into().ok()?);
    let mut answer = [0; 1024];
    data_size(card.control(code.into(), &[], &mut answer).ok()?)
}

/// The longest answer in what a driver says of itself: tag, length and value of each property. It says 0 for a reader of
/// short commands alone.
pub fn data_size(properties: &[u8]) -> Option<u32> {
    let value = u32::from_le_bytes(find(properties, MAXIMUM_DATA)?.try_into().ok()?);
    Some(value.clamp(ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE))
}

/// A value in a list of tag, length of one byte each, and value.
fn find(mut list: &[u8], wanted: u8) -> Option<&[u8]> {
    while let [tag, length, rest @ ..] = list {
        let (value, following) = rest.split_at_checked(usize::from(*length))?;
        if *tag == wanted {
            return Some(value);
        }
        list = following;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_property_decides() {
        let vendor = [0x0B, 2, 0xE6, 0x04];
        let with = |value: u32| [&vendor[..], &[MAXIMUM_DATA, 4], &value.to_le_bytes()].concat();
        assert_eq!(data_size(&with(0)), Some(256));
        assert_eq!(data_size(&with(0x1_0000)), Some(65_536));
        assert_eq!(data_size(&with(4096)), Some(4096));
        assert_eq!(data_size(&vendor), None);
        assert_eq!(data_size(&with(4096)[..9]), None);
    }

    proptest! {
        #[test]
        fn any_list_is_an_answer(list in proptest::collection::vec(any::<u8>(), 0..64), tag: u8) {
            let _ = find(&list, tag);
            let sensible = data_size(&list).is_none_or(|size| (256..=65_536).contains(&size));
            prop_assert!(sensible);
        }
    }
}
