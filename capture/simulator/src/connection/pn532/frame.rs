//! The frames between host and PN532, UM0701-02 §6.2.1.

/// Acknowledges a frame from either side.
pub(super) const ACKNOWLEDGEMENT: [u8; 6] = [0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00];
/// Answers a command that is not known.
pub(super) const SYNTAX_ERROR: [u8; 8] = [0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00];
/// Begins every frame.
const START: [u8; 2] = [0x00, 0xFF];
/// Frame identifiers: from the host, and to it.
const FROM_HOST: u8 = 0xD4;
const TO_HOST: u8 = 0xD5;

/// What was found in the bytes from the host.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A command: its code and its parameters.
    Command(u8, Vec<u8>),
    /// An acknowledgement, a refusal, or what is damaged.
    Nothing,
    /// The frame is not complete.
    Part,
}

/// Takes the first frame out of the bytes from the host; what stands before it wakes the chip up.
pub(super) fn take(buffer: &mut Vec<u8>) -> Found {
    let Some(start) = buffer.windows(2).position(|window| window == START) else {
        let kept = usize::from(buffer.last() == Some(&0));
        buffer.drain(..buffer.len().saturating_sub(kept));
        return Found::Part;
    };
    buffer.drain(..start);
    let Some((data, length)) = extent(buffer) else { return Found::Part };
    let found = buffer.get(data.clone()).zip(buffer.get(data.end)).and_then(|(payload, sum)| match payload {
        [FROM_HOST, code, parameters @ ..] if checksum(payload) == *sum => {
            Some(Found::Command(*code, parameters.to_vec()))
        }
        _ => None,
    });
    buffer.drain(..length);
    found.unwrap_or(Found::Nothing)
}

/// Where the data of a frame lies and how long the frame is; nothing while it is not complete.
fn extent(frame: &[u8]) -> Option<(std::ops::Range<usize>, usize)> {
    let (begin, length) = match frame.get(2..4)? {
        [0x00, 0xFF] | [0xFF, 0x00] => return Some((0..0, 4)),
        [0xFF, 0xFF] => {
            let [high, low, sum] = *frame.get(4..)?.first_chunk::<3>()?;
            let right = high.wrapping_add(low).wrapping_add(sum) == 0;
            (7, right.then(|| usize::from(u16::from_be_bytes([high, low]))))
        }
        [length, sum] => (4, (length.wrapping_add(*sum) == 0).then(|| usize::from(*length))),
        _ => (4, None),
    };
    let Some(length) = length else { return Some((0..0, 2)) };
    let end = begin + length;
    (frame.len() > end).then_some((begin..end, end + 1))
}

/// A frame to the host that answers the command with this code.
pub(super) fn answer(code: u8, parameters: &[u8]) -> Vec<u8> {
    let payload = [&[TO_HOST, code.wrapping_add(1)], parameters].concat();
    let mut frame = vec![0x00, 0x00, 0xFF];
    match u8::try_from(payload.len()) {
        Ok(length) => frame.extend([length, length.wrapping_neg()]),
        Err(_) => {
            let length = u16::try_from(payload.len()).unwrap_or(u16::MAX);
            let [high, low] = length.to_be_bytes();
            frame.extend([0xFF, 0xFF, high, low, high.wrapping_add(low).wrapping_neg()]);
        }
    }
    frame.extend(&payload);
    frame.extend([checksum(&payload), 0x00]);
    frame
}

/// Makes the sum of all bytes 0.
fn checksum(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)).wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FIRMWARE: [u8; 9] = [0x00, 0x00, 0xFF, 0x02, 0xFE, 0xD4, 0x02, 0x2A, 0x00];

    #[test]
    fn a_command_is_found_behind_what_wakes_the_chip() {
        let mut bytes = [&[0x55, 0x55, 0x00, 0x00, 0x00][..], &FIRMWARE, &ACKNOWLEDGEMENT].concat();
        assert_eq!(take(&mut bytes), Found::Command(0x02, vec![]));
        assert_eq!(take(&mut bytes), Found::Nothing);
        assert_eq!(take(&mut bytes), Found::Part);
    }

    #[test]
    fn a_frame_one_byte_apart_is_none() {
        for place in 1..8 {
            let mut bytes = FIRMWARE.to_vec();
            bytes[place] ^= 0x40;
            let found = take(&mut bytes);
            assert!(!matches!(found, Found::Command(..)), "{place}");
        }
        for length in 0..8 {
            assert_eq!(take(&mut FIRMWARE[..length].to_vec()), Found::Part);
        }
    }

    #[test]
    fn a_long_frame_has_a_longer_head() {
        let long = answer(0x42, &[7; 262]);
        assert_eq!(long[..8], [0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x08, 0xF7]);
        assert_eq!(answer(0x02, &[])[..5], [0x00, 0x00, 0xFF, 0x02, 0xFE]);
        let mut payload = vec![0xD4, 0x42];
        payload.extend([7; 262]);
        let mut sent = vec![0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x08, 0xF7];
        sent.extend(&payload);
        sent.push(checksum(&payload));
        assert_eq!(take(&mut sent), Found::Command(0x42, vec![7; 262]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_used_up(mut bytes in proptest::collection::vec(prop_oneof![Just(0), Just(0xFF), any::<u8>()], 0..300)) {
            for _ in 0..bytes.len() {
                if take(&mut bytes) == Found::Part {
                    break;
                }
            }
            prop_assert!(take(&mut bytes) == Found::Part);
        }
    }
}
