//! A reader of libnfc: opening it, selecting a card, passing blocks.

#![allow(unsafe_code, reason = "libnfc is written in C")]

use super::hold::Hold;
use super::library::{Libnfc, Modulation};
use crate::transport::OpenError;
use emrtd::block_protocol::Link;
use std::ffi::{CString, c_int, c_void};
use std::ptr::null;
use std::time::Duration;

/// nfc_property.
const TIMEOUT_OF_THE_AIR: c_int = 2;
const INFINITE_SELECT: c_int = 7;
const EASY_FRAMING: c_int = 11;
/// nfc_modulation: NMT_ISO14443A and NMT_ISO14443B at NBR_106.
const TYPE_A: Modulation = Modulation { kind: 1, baud_rate: 1 };
const TYPE_B: Modulation = Modulation { kind: 3, baud_rate: 1 };
/// nfc_target is packed: where the members of its nfc_iso14443a_info and nfc_iso14443b_info lie, of 291 bytes.
const TARGET: usize = 512;
const SELECT_ACKNOWLEDGE: usize = 2;
const ANSWER_LENGTH: usize = 21;
const ANSWER: usize = 29;
const PROTOCOL_INFORMATION: usize = 8;
/// What in SAK says ISO/IEC 14443-4, ISO/IEC 14443-3 §6.5.3.4.
const SPEAKS_BLOCKS: u8 = 0x20;
/// NFC_ETGRELEASED, NFC_ERFTRANS, NFC_ECHIP: the reader works, and no block came whole.
const NOT_HEARD: [c_int; 3] = [-10, -20, -90];
/// NFC_ETIMEOUT: the reader itself did not answer.
const TIMEOUT: c_int = -6;
/// Beyond what the card may take: the way to the reader and back.
const WAY: Duration = Duration::from_millis(500);

/// An open reader, closed when it is dropped: its field goes off.
pub(super) struct Device {
    libnfc: &'static Libnfc,
    /// From nfc_open; nobody else has it.
    device: *mut c_void,
    /// How long the reader waits for the card now.
    waits: Option<Duration>,
    /// Given back once the reader is closed.
    _hold: Hold,
}

// SAFETY: libnfc binds a device to no thread, and it is only used through `&mut`.
unsafe impl Send for Device {}

/// What came of a block.
pub(super) enum Passed {
    /// The card's block.
    Block(Vec<u8>),
    /// The card said nothing, or what came was damaged.
    Nothing,
    /// The reader did not answer.
    Hung,
    /// The reader is gone or broken.
    Failed,
}

impl Device {
    /// The longest frame that libnfc and a PN53x pass whole: 264 bytes with command and status, a frame without its CRC.
    pub(super) const LONGEST_FRAME: usize = 256;
    /// What libnfc's buffers hold of a block beside the command's own byte.
    const LONGEST_BLOCK: usize = 262;

    pub(super) fn open(connection: &str, hold: Hold) -> Result<Self, OpenError> {
        let libnfc = Libnfc::get().ok_or(OpenError::NoLibrary)?;
        let name = CString::new(connection).map_err(|_| OpenError::NoDevice)?;
        let pointer = if connection.is_empty() { null() } else { name.as_ptr() };
        // SAFETY: the context lives for ever; the name ends in 0, and libnfc copies it. Without one it takes the first.
        let device = unsafe { (libnfc.open)(libnfc.context, pointer) };
        if device.is_null() {
            return Err(OpenError::NoDevice);
        }
        let mut device = Self { libnfc, device, waits: None, _hold: hold };
        // SAFETY: the device is open.
        let begun = unsafe { (device.libnfc.initiator_init)(device.device) };
        if begun < 0 || !device.switch(INFINITE_SELECT, false) {
            return Err(OpenError::Hung);
        }
        device.waits = None;
        Ok(device)
    }

    fn switch(&mut self, property: c_int, on: bool) -> bool {
        // SAFETY: the device is open, the property one of nfc_property.
        unsafe { (self.libnfc.set_switch)(self.device, property, on) >= 0 }
    }

    /// Selects the card in the field, of type A or of type B.
    pub(super) fn select(&mut self) -> Result<Link, OpenError> {
        if let Some(target) = self.target(TYPE_A)? {
            return type_a(&target).ok_or(OpenError::NoDocument);
        }
        let target = self.target(TYPE_B)?.ok_or(OpenError::NoDocument)?;
        type_b(&target).ok_or(OpenError::NoDocument)
    }

    /// The nfc_target of a card of this kind.
    fn target(&mut self, modulation: Modulation) -> Result<Option<[u8; TARGET]>, OpenError> {
        let mut target = [0; TARGET];
        // SAFETY: the device is open; without initial data libnfc takes its own; nfc_target is shorter than the buffer
        // and packed, so any address will do.
        let found = unsafe { (self.libnfc.select)(self.device, modulation, null(), 0, target.as_mut_ptr()) };
        match found {
            0 => Ok(None),
            1.. => Ok(Some(target)),
            TIMEOUT => Err(OpenError::Hung),
            _ if NOT_HEARD.contains(&found) => Ok(None),
            _ => Err(OpenError::NoDevice),
        }
    }

    /// From now on blocks are passed as they are, each with its CRC (InCommunicateThru).
    pub(super) fn pass_blocks(&mut self) -> Result<(), OpenError> {
        if self.switch(EASY_FRAMING, false) {
            Ok(())
        } else {
            Err(OpenError::Unsupported("nfc without PN53x"))
        }
    }

    /// Passes a block and waits for the card's.
    pub(super) fn pass(&mut self, block: &[u8], within: Duration) -> Passed {
        if block.is_empty() || block.len() > Self::LONGEST_BLOCK || !self.wait_for_the_card(within) {
            return Passed::Failed;
        }
        let mut answer = [0; TARGET];
        let patience = milliseconds(within.saturating_mul(4).saturating_add(WAY));
        // SAFETY: the device is open; libnfc copies the block into a buffer that holds it, as was checked, and writes no
        // more of the answer than its buffer holds.
        let received = unsafe {
            let (sent, length) = (block.as_ptr(), block.len());
            (self.libnfc.transceive)(self.device, sent, length, answer.as_mut_ptr(), answer.len(), patience)
        };
        match usize::try_from(received) {
            Ok(length) => answer.get(..length).map_or(Passed::Nothing, |block| Passed::Block(block.to_vec())),
            Err(_) if received == TIMEOUT => Passed::Hung,
            Err(_) if NOT_HEARD.contains(&received) => Passed::Nothing,
            Err(_) => Passed::Failed,
        }
    }

    /// libnfc takes the next shorter of the chip's steps, each the double of the one before: twice the time is asked for.
    fn wait_for_the_card(&mut self, within: Duration) -> bool {
        if self.waits == Some(within) {
            return true;
        }
        self.waits = Some(within);
        let time = milliseconds(within.saturating_mul(2));
        // SAFETY: the device is open, the property one of nfc_property.
        unsafe { (self.libnfc.set_number)(self.device, TIMEOUT_OF_THE_AIR, time) >= 0 }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: the device is open and not used again.
        unsafe { (self.libnfc.close)(self.device) };
    }
}

/// Rounded up; 0 would mean for ever.
fn milliseconds(time: Duration) -> c_int {
    c_int::try_from(time.as_millis().saturating_add(1)).unwrap_or(c_int::MAX)
}

/// A card of type A that speaks blocks.
fn type_a(target: &[u8; TARGET]) -> Option<Link> {
    let length = usize::from_ne_bytes(target.get(ANSWER_LENGTH..ANSWER)?.try_into().ok()?);
    let answer = target.get(ANSWER..ANSWER.checked_add(length)?)?;
    let speaks = target.get(SELECT_ACKNOWLEDGE)? & SPEAKS_BLOCKS != 0;
    speaks.then(|| Link::from_answer_to_select(answer))
}

/// A card of type B that speaks blocks: the lowest bit of the protocol type, ISO/IEC 14443-3 §7.9.4.4.
fn type_b(target: &[u8; TARGET]) -> Option<Link> {
    let information = target.get(PROTOCOL_INFORMATION..)?.first_chunk::<3>()?;
    (information[1] & 1 != 0).then(|| Link::from_protocol_information(*information))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_where_libnfc_wrote_it() {
        let mut target = [0; TARGET];
        assert!(type_a(&target).is_none() && type_b(&target).is_none());
        target[SELECT_ACKNOWLEDGE] = 0x20;
        target[ANSWER_LENGTH..ANSWER].copy_from_slice(&4_usize.to_ne_bytes());
        target[ANSWER..ANSWER + 4].copy_from_slice(&[0x78, 0x77, 0x80, 0x02]);
        assert_eq!(type_a(&target), Some(Link::from_answer_to_select(&[0x78, 0x77, 0x80, 0x02])));
        target[SELECT_ACKNOWLEDGE] = 0x08;
        assert!(type_a(&target).is_none());
        target[SELECT_ACKNOWLEDGE] = 0x20;
        target[ANSWER_LENGTH..ANSWER].copy_from_slice(&usize::MAX.to_ne_bytes());
        assert!(type_a(&target).is_none());
        target[PROTOCOL_INFORMATION..PROTOCOL_INFORMATION + 3].copy_from_slice(&[0, 0x81, 0x81]);
        assert_eq!(type_b(&target), Some(Link::from_protocol_information([0, 0x81, 0x81])));
    }
}
