//! DG3 in ISO/IEC 19794-4, DG5 and DG7: images with a count and a header, ICAO 9303-10 §4.7.3, §4.7.5 and §4.7.7.

use super::super::IssueError;
use emrtd::tlv::encode;

const GENERAL_HEADER: usize = 32;
const FINGER_HEADER: usize = 14;
const WSQ: u8 = 2;

/// DG3 with one record of ISO/IEC 19794-4 a finger: its position and its WSQ image of 500 dpi; none is told too.
pub fn fingers_in_19794_4(fingers: &[(u8, &[u8])], width: u16, height: u16) -> Result<Vec<u8>, IssueError> {
    // Format owner JTC 1/SC 37, format type finger image.
    let header = [0x81, 0x01, 0x08, 0x87, 0x02, 0x01, 0x01, 0x88, 0x02, 0x00, 0x07];
    let mut templates = vec![0x02, 0x01, count(fingers.len())?];
    for (position, image) in fingers {
        let record = finger_record(*position, image, width, height)?;
        let template = [encode(0xA1, &header), encode(0x5F2E, &record)].concat();
        templates.extend(encode(0x7F60, &template));
    }
    if fingers.is_empty() {
        templates.extend(encode(0x53, &[0; 8]));
    }
    Ok(encode(0x63, &encode(0x7F61, &templates)))
}

fn finger_record(position: u8, image: &[u8], width: u16, height: u16) -> Result<Vec<u8>, IssueError> {
    let length =
        |bytes: usize| u32::try_from(bytes).map(u32::to_be_bytes).map_err(|_| IssueError::DataGroupSize);
    let resolution = 500u16.to_be_bytes();
    let mut record = b"FIR\x00010\x00\0\0".to_vec();
    record.extend(length(GENERAL_HEADER + FINGER_HEADER + image.len())?);
    record.extend([0, 0, 0, 31, 1, 1]);
    record.extend([resolution; 4].concat());
    record.extend([8, WSQ, 0, 0]);
    record.extend(length(FINGER_HEADER + image.len())?);
    record.extend([position, 1, 1, 100, 0]);
    record.extend([width.to_be_bytes(), height.to_be_bytes()].concat());
    record.push(0);
    record.extend_from_slice(image);
    Ok(record)
}

/// DG5 with displayed portraits.
pub fn displayed_portrait(images: &[&[u8]]) -> Result<Vec<u8>, IssueError> {
    displayed(0x65, 0x5F40, images)
}

/// DG7 with displayed signatures or usual marks.
pub fn displayed_signature(images: &[&[u8]]) -> Result<Vec<u8>, IssueError> {
    displayed(0x67, 0x5F43, images)
}

fn displayed(file: u32, tag: u32, images: &[&[u8]]) -> Result<Vec<u8>, IssueError> {
    let mut content = vec![0x02, 0x01, count(images.len())?];
    content.extend(images.iter().flat_map(|image| encode(tag, image)));
    Ok(encode(file, &content))
}

/// A count of one byte that is not negative.
pub(super) fn count(objects: usize) -> Result<u8, IssueError> {
    u8::try_from(objects).ok().filter(|count| *count < 0x80).ok_or(IssueError::DataGroupSize)
}
