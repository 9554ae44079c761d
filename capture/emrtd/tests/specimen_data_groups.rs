//! The data groups of the BSI reference data set, TR-03105-5.

mod support;

use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::lds::{
    BiometricImageFormat, DataGroup1, DataGroup2, DataGroup3, DataGroup4, DataGroup15, EfCom, Eye,
    FileContent, ImageFormat,
};
use support::test_data;

fn file(name: &str) -> Option<Vec<u8>> {
    test_data(&format!("specimen/tr03105-5-refset/{name}"))
}

#[test]
fn com_lists_five_data_groups() {
    let Some(bytes) = file("EF_COM.bin") else { return };
    let numbers: Vec<u8> =
        EfCom::parse(&bytes).unwrap().data_groups().iter().copied().map(DataGroup::number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 14]);
    assert!(EfCom::parse(&bytes[1..]).is_err());
}

#[test]
fn machine_readable_zone_is_valid() {
    let Some(mut bytes) = file("Datagroup1.bin") else { return };
    let group = DataGroup1::parse(&bytes).unwrap();
    assert!(group.mrz().valid());
    assert_eq!(group.mrz().fields().document_number, "C11T002JM");
    assert_eq!(group.encode(), bytes);
    *bytes.last_mut().unwrap() = b'5';
    assert!(!DataGroup1::parse(&bytes).unwrap().mrz().valid());
}

#[test]
fn face_is_a_jpeg_2000_image() {
    let Some(mut bytes) = file("Datagroup2.bin") else { return };
    let group = DataGroup2::parse(&bytes).unwrap();
    assert_eq!(group.faces().len(), 1);
    let face = &group.faces()[0];
    assert_eq!((face.format(), face.width(), face.height()), (ImageFormat::Jpeg2000, 337, 449));
    assert!(face.image().ends_with(&[0xFF, 0xD9]));
    bytes[0x24] ^= 1;
    assert!(DataGroup2::parse(&bytes).is_err());
}

#[test]
fn fingerprints_are_no_face() {
    let Some(bytes) = file("Datagroup3.bin") else { return };
    assert!(DataGroup2::parse(&bytes).is_err());
}

#[test]
fn every_file_has_its_content() {
    let files = [1, 2, 3, 4, 14, 15].map(|number| {
        let file = ElementaryFile::DataGroup(DataGroup::new(number).unwrap());
        (file, format!("Datagroup{number}.bin"))
    });
    let lists =
        [(ElementaryFile::Com, "EF_COM.bin".to_owned()), (ElementaryFile::Sod, "EF_SOD.bin".to_owned())];
    for (kind, name) in files.into_iter().chain(lists) {
        let Some(bytes) = file(&name) else { return };
        if let Err(error) = FileContent::parse(kind, &bytes) {
            panic!("{name}: {error}");
        }
        assert!(FileContent::parse(kind, &bytes[..bytes.len() - 1]).is_err(), "{name}");
    }
}

#[test]
fn both_index_fingers_are_wsq_images() {
    let Some(mut bytes) = file("Datagroup3.bin") else { return };
    let group = DataGroup3::parse(&bytes).unwrap();
    let positions: Vec<&str> = group.fingers().iter().map(|finger| finger.position.name()).collect();
    assert_eq!(positions, ["right index finger", "left index finger"]);
    for finger in group.fingers() {
        assert_eq!((finger.format, finger.dimensions), (BiometricImageFormat::Wsq, Some((620, 620))));
        assert!(finger.image.ends_with(&[0xFF, 0xA1]));
    }
    assert!(!format!("{group:?}").contains("index"));
    bytes[0x2C] ^= 1;
    assert!(DataGroup3::parse(&bytes).is_err());
}

#[test]
fn both_irises_are_jpeg_2000_images() {
    let Some(mut bytes) = file("Datagroup4.bin") else { return };
    let group = DataGroup4::parse(&bytes).unwrap();
    let eyes: Vec<Eye> = group.irises().iter().map(|iris| iris.eye).collect();
    assert_eq!(eyes, [Eye::Right, Eye::Left]);
    let jpeg_2000 = BiometricImageFormat::Picture(ImageFormat::Jpeg2000);
    assert!(group.irises().iter().all(|iris| iris.format == jpeg_2000));
    assert_eq!(group.irises()[0].dimensions, Some((163, 149)));
    bytes[0x33] ^= 1;
    assert!(DataGroup4::parse(&bytes).is_err());
}

#[test]
fn active_authentication_key_is_an_rsa_key() {
    let Some(bytes) = file("Datagroup15.bin") else { return };
    let group = DataGroup15::parse(&bytes).unwrap();
    assert_eq!(group.subject_public_key_info(), &bytes[3..]);
    assert!(DataGroup15::parse(&bytes[..bytes.len() - 1]).is_err());
}
