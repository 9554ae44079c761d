//! EF.COM, ICAO 9303-10 §4.6.1.

use emrtd::file::ElementaryFile;
use emrtd::tlv;

/// The list of those data groups that are among these files.
pub(super) fn listing<'a>(files: impl Iterator<Item = &'a ElementaryFile>) -> Vec<u8> {
    let tag = |file: &ElementaryFile| match file {
        ElementaryFile::DataGroup(group) => Some(group.tag()),
        _ => None,
    };
    let tags: Vec<u8> = files.filter_map(tag).collect();
    let versions = [tlv::encode(0x5F01, b"0107"), tlv::encode(0x5F36, b"040000")].concat();
    tlv::encode_all(0x60, &[&versions, &tlv::encode(0x5C, &tags)])
}
