//! The files of the chip, ICAO 9303-10.

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::{DataGroup1, DataGroup2, FileContent};

/// The parser of this file.
fn parse(file: ElementaryFile, bytes: &[u8]) {
    let _ = FileContent::parse(file, bytes);
}

fn data_group(number: u8, bytes: &[u8]) {
    if let Some(group) = DataGroup::new(number) {
        parse(ElementaryFile::DataGroup(group), bytes);
    }
}

/// EF.ATR/INFO
pub fn ef_atr_info(bytes: &[u8]) {
    parse(ElementaryFile::AtrInfo, bytes);
    let (_, rest) = emrtd::lds::EfAtrInfo::beginning(bytes);
    assert!(bytes.ends_with(rest));
}

/// EF.CardAccess
pub fn ef_card_access(bytes: &[u8]) {
    parse(ElementaryFile::CardAccess, bytes);
}

/// EF.CardSecurity
pub fn ef_card_security(bytes: &[u8]) {
    parse(ElementaryFile::CardSecurity, bytes);
}

/// EF.COM
pub fn ef_com(bytes: &[u8]) {
    parse(ElementaryFile::Com, bytes);
}

/// EF.CVCA
pub fn ef_cvca(bytes: &[u8]) {
    parse(ElementaryFile::Cvca, bytes);
}

/// EF.DIR
pub fn ef_dir(bytes: &[u8]) {
    parse(ElementaryFile::Dir, bytes);
}

/// EF.SOD
pub fn ef_sod(bytes: &[u8]) {
    parse(ElementaryFile::Sod, bytes);
}

/// DG1, which is written as it is read.
pub fn dg1(bytes: &[u8]) {
    if let Ok(group) = DataGroup1::parse(bytes) {
        let written = group.encode();
        assert!(DataGroup1::parse(&written).is_ok_and(|again| again.mrz() == group.mrz()));
    }
}

/// DG2, the face in ISO/IEC 19794-5 and 39794-5; a face can be written into a DG2 and is read again the same.
pub fn dg2(bytes: &[u8]) {
    let Ok(group) = DataGroup2::parse(bytes) else { return };
    let Some(face) = group.faces().first() else { return };
    if let Ok(written) = DataGroup2::encode(face.image(), face.width(), face.height()) {
        let again = DataGroup2::parse(&written);
        let same =
            |again: &DataGroup2| again.faces().first().is_some_and(|same| same.image() == face.image());
        assert!(again.as_ref().is_ok_and(same));
    }
}

/// DG3, the fingers in ISO/IEC 19794-4 and 39794-4.
pub fn dg3(bytes: &[u8]) {
    data_group(3, bytes);
}

/// DG4, the irises in ISO/IEC 19794-6 and 39794-6.
pub fn dg4(bytes: &[u8]) {
    data_group(4, bytes);
}

/// DG5, the displayed portrait.
pub fn dg5(bytes: &[u8]) {
    data_group(5, bytes);
}

/// DG7, the displayed signature.
pub fn dg7(bytes: &[u8]) {
    data_group(7, bytes);
}

/// DG8 to DG10, feature templates; the outermost tag says which.
pub fn dg8_to_10(bytes: &[u8]) {
    if let Some(group) = bytes.first().and_then(|tag| DataGroup::from_tag(*tag)) {
        let _ = emrtd::lds::FeatureTemplates::parse(group, bytes);
    }
}

/// DG11, details of the person.
pub fn dg11(bytes: &[u8]) {
    data_group(11, bytes);
}

/// DG12, details of the document.
pub fn dg12(bytes: &[u8]) {
    data_group(12, bytes);
}

/// DG13, optional details.
pub fn dg13(bytes: &[u8]) {
    data_group(13, bytes);
}

/// DG14, security infos.
pub fn dg14(bytes: &[u8]) {
    data_group(14, bytes);
}

/// DG15, the Active Authentication key, which is read too.
pub fn dg15(bytes: &[u8]) {
    if let Ok(group) = emrtd::lds::DataGroup15::parse(bytes) {
        super::public_key(group.subject_public_key_info());
    }
}

/// DG16, persons to notify.
pub fn dg16(bytes: &[u8]) {
    data_group(16, bytes);
}
