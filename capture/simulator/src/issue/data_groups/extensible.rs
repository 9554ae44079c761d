//! DG2, DG3 and DG4 in the encodings of ISO/IEC 39794 (parts 5, 4 and 6), which ICAO lets issuers use from 2026 on.

use super::super::IssueError;
use super::images::count;
use emrtd::tlv::encode;

/// Generation 3, 2019.
const VERSION: [u8; 9] = [0xA0, 0x07, 0x80, 0x01, 0x03, 0x81, 0x02, 0x07, 0xE3];
/// The codes of JPEG and lossy JPEG 2000 in part 5, of WSQ in part 4 and of lossless JPEG 2000 in part 6.
const JPEG: u8 = 2;
const JPEG_2000: u8 = 3;
const WSQ: u8 = 1;
const IRIS_JPEG_2000: u8 = 3;

/// DG2 with one JPEG or JPEG 2000 image of this size, captured in this year.
pub fn face_in_39794_5(image: &[u8], width: u16, height: u16, year: u16) -> Result<Vec<u8>, IssueError> {
    let format = if image.starts_with(&[0xFF, 0xD8]) { JPEG } else { JPEG_2000 };
    let size = encode(0xA7, &[unsigned(0x80, width), unsigned(0x81, height)].concat());
    let information = encode(0xA1, &[code(0xA0, format), size].concat());
    let picture = encode(0xA0, &[encode(0x80, image), information].concat());
    let representation = [
        unsigned(0x80, 1),
        encode(0xA1, &encode(0xA0, &picture)),
        encode(0xA2, &unsigned(0x80, year)),
        quality(0xA3),
    ];
    file(0x75, 0x02, 0x65, &[representation.concat()])
}

/// DG3 with WSQ images and their positions, all in one block.
pub fn fingers_in_39794_4(fingers: &[(u8, &[u8])]) -> Result<Vec<u8>, IssueError> {
    let representation = |(position, image): &(u8, &[u8])| {
        [code(0xA0, *position), code(0xA1, 0), code(0xA2, WSQ), encode(0x83, image), quality(0xA6)].concat()
    };
    file(0x63, 0x08, 0x64, &fingers.iter().map(representation).collect::<Vec<_>>())
}

/// DG4 with JPEG 2000 images and their eyes (1 right, 2 left), all in one block, captured in this year.
pub fn irises_in_39794_6(irises: &[(u8, &[u8])], year: u16) -> Result<Vec<u8>, IssueError> {
    let representation = |(eye, image): &(u8, &[u8])| {
        // Cropped and masked, eight bits, not turned, not compressed before; the distance was not measured.
        [
            encode(0x80, &[*eye]),
            code(0xA1, 7),
            encode(0x82, &[8]),
            code(0xA3, IRIS_JPEG_2000),
            encode(0x84, &[1]),
            encode(0x85, &[1]),
            encode(0x86, &[0]),
            encode(0xA7, &encode(0x81, &[0])),
            encode(0xA8, &unsigned(0x80, year)),
            encode(0x89, image),
        ]
        .concat()
    };
    file(0x76, 0x10, 0x66, &irises.iter().map(representation).collect::<Vec<_>>())
}

/// One biometric information template around one data block.
fn file(tag: u32, kind: u8, block: u32, representations: &[Vec<u8>]) -> Result<Vec<u8>, IssueError> {
    count(representations.len())?;
    let sequences: Vec<u8> = representations.iter().flat_map(|content| encode(0x30, content)).collect();
    let block = encode(block, &[VERSION.to_vec(), encode(0xA1, &sequences)].concat());
    let header = encode(0xA1, &[0x81, 0x01, kind, 0x87, 0x02, 0x01, 0x01]);
    let template = encode(0x7F60, &[header, encode(0x7F2E, &encode(0xA1, &block))].concat());
    Ok(encode(tag, &encode(0x7F61, &[vec![0x02, 0x01, 0x01], template].concat())))
}

/// A choice between a code and an extension.
fn code(tag: u32, code: u8) -> Vec<u8> {
    encode(tag, &encode(0x80, &[code]))
}

/// Quality 70 by algorithm 7 of organization 257.
fn quality(tag: u32) -> Vec<u8> {
    let algorithm = encode(0xA0, &[unsigned(0x80, 257), unsigned(0x81, 7)].concat());
    encode(tag, &encode(0x30, &[algorithm, code(0xA1, 70)].concat()))
}

/// An integer that is not negative, in DER.
fn unsigned(tag: u32, number: u16) -> Vec<u8> {
    let [high, low] = number.to_be_bytes();
    match (high, low) {
        (0, 0..=0x7F) => encode(tag, &[low]),
        (0..=0x7F, _) => encode(tag, &[high, low]),
        _ => encode(tag, &[0, high, low]),
    }
}
