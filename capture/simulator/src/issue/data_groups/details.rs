//! DG11, DG12, DG13 and DG16: texts by their tags, ICAO 9303-10 §4.7.11 to §4.7.13 and §4.7.16.

use super::super::IssueError;
use super::images::count;
use emrtd::tlv::encode;

/// DG11 with these tags and their texts.
pub fn personal_details(objects: &[(u16, &str)]) -> Vec<u8> {
    listed(0x6B, objects)
}

/// DG12 with these tags and their texts.
pub fn document_details(objects: &[(u16, &str)]) -> Vec<u8> {
    listed(0x6C, objects)
}

/// DG13 with what the issuing State puts into it.
pub fn optional_details(content: &[u8]) -> Vec<u8> {
    encode(0x6D, content)
}

/// A person to notify.
pub struct Person<'a> {
    /// When it was recorded, YYYYMMDD.
    pub recorded: &'a str,
    /// The name, its identifiers separated by two fillers.
    pub name: &'a str,
    /// Telephone.
    pub telephone: &'a str,
    /// The address, its lines separated by fillers.
    pub address: &'a str,
}

/// DG16 with up to fifteen persons to notify.
pub fn persons_to_notify(persons: &[Person<'_>]) -> Result<Vec<u8>, IssueError> {
    let mut content = vec![0x02, 0x01, count(persons.len())?];
    for (person, tag) in persons.iter().zip(0xA1..=0xAF) {
        let texts = [
            (0x5F50, person.recorded),
            (0x5F51, person.name),
            (0x5F52, person.telephone),
            (0x5F53, person.address),
        ];
        content.extend(encode(tag, &objects(&texts)));
    }
    Ok(encode(0x70, &content))
}

/// The tag list, then the objects.
fn listed(file: u32, texts: &[(u16, &str)]) -> Vec<u8> {
    let tags: Vec<u8> = texts.iter().flat_map(|(tag, _)| tag.to_be_bytes()).collect();
    encode(file, &[encode(0x5C, &tags), objects(texts)].concat())
}

fn objects(texts: &[(u16, &str)]) -> Vec<u8> {
    texts.iter().flat_map(|(tag, text)| encode(u32::from(*tag), text.as_bytes())).collect()
}
