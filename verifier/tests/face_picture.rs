//! Pictures are decoded by what they hold, and whatever is damaged, too large or something else is an error.
#![allow(clippy::unwrap_used)]

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, GrayImage, ImageFormat, RgbImage};
use proptest::prelude::*;
use std::io::Cursor;
use verifier::control::Probe;
use verifier::picture::{Picture, PictureError, PictureFormat};
use verifier::policy::ProbeSource;

/// 12 × 8 pixels of (20·column, 30·row, 100), written without loss by OpenJPEG 2.5.4: the bare codestream.
const CODESTREAM: &str = "ff4fff51002f00000000000c0000000800000000000000000000000c0000000800000000000000000003070101070101\
    070101ff52000c00000001000104040001ff5c00074040484850ff640025000143726561746564206279204f70656e4a504547207665727369\
    6f6e20322e352e34ff90000a0000000000540001ff93df80901165353c3ef2a9400318ec67a8d66b2af7dbdf80801289f6bef00390892f00\
    0afedddeb51fc3e7121150548de520030907c1f384002c5bc9c1a0f9c2800382cd829680ffd9";

/// What a JP2 file has before that codestream.
const JP2_BOXES: &str = "0000000c6a5020200d0a870a00000014667479706a703220000000006a7032200000002d6a7032680000001669686472\
    000000080000000c0003070700000000000f636f6c7201000000000010000000cf6a703263";

/// The same with the red channel alone, as a JP2 file of one grey channel.
const GREY_JP2: &str = "0000000c6a5020200d0a870a00000014667479706a703220000000006a7032200000002d6a7032680000001669686472\
    000000080000000c0001070700000000000f636f6c7201000000000011000000a06a703263ff4fff51002900000000000c00000008000000\
    00000000000000000c0000000800000000000000000001070101ff52000c00000001000104040001ff5c00074040484850ff640025000143\
    726561746564206279204f70656e4a5045472076657273696f6e20322e352e34ff90000a00000000002b0001ff93df80901165353c3ef2a9\
    400318ec67a8d66b2af7dbc1f384002c5bc9c1ffd9";

fn slope() -> RgbImage {
    RgbImage::from_fn(12, 8, |x, y| image::Rgb([20 * x as u8, 30 * y as u8, 100]))
}

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

fn jpeg(image: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 100)).unwrap();
    bytes
}

fn jp2() -> Vec<u8> {
    hex::decode([JP2_BOXES, CODESTREAM].concat()).unwrap()
}

fn portrait() -> RgbImage {
    RgbImage::from_fn(160, 200, |x, y| image::Rgb([(x * y / 7) as u8, (x + 3 * y) as u8, (x ^ y) as u8]))
}

/// An EXIF segment that says how the camera was held.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let tiff =
        [b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".as_slice(), &[orientation, 0, 0, 0, 0, 0, 0]]
            .concat();
    let length = u16::try_from(2 + 6 + tiff.len()).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xFF\xE1", &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

fn assert_near(picture: &Picture, expected: &RgbImage, tolerance: u8) {
    assert_eq!((picture.width(), picture.height()), expected.dimensions());
    let worst = picture.rgb().iter().zip(expected.as_raw()).map(|(one, other)| one.abs_diff(*other)).max();
    assert!(worst.unwrap() <= tolerance, "off by {worst:?}");
}

#[test]
fn png_is_read_without_loss() {
    let bytes = encoded(&DynamicImage::ImageRgb8(slope()), ImageFormat::Png);
    assert_near(&Picture::decode(&bytes).unwrap(), &slope(), 0);
}

#[test]
fn png_of_sixteen_bits_with_transparency_is_made_rgb() {
    let image = DynamicImage::ImageRgb8(slope()).into_rgba16();
    let bytes = encoded(&DynamicImage::ImageRgba16(image), ImageFormat::Png);
    assert_near(&Picture::decode(&bytes).unwrap(), &slope(), 0);
}

#[test]
fn jpeg_is_read() {
    let bytes = jpeg(&DynamicImage::ImageRgb8(slope()));
    assert_near(&Picture::decode(&bytes).unwrap(), &slope(), 12);
}

#[test]
fn grey_jpeg_is_made_rgb() {
    let grey = GrayImage::from_fn(12, 8, |x, _| image::Luma([20 * x as u8]));
    let bytes = jpeg(&DynamicImage::ImageLuma8(grey.clone()));
    assert_near(&Picture::decode(&bytes).unwrap(), &DynamicImage::ImageLuma8(grey).into_rgb8(), 4);
}

#[test]
fn jpeg_is_turned_upright_as_exif_says() {
    let bytes = jpeg(&DynamicImage::ImageRgb8(slope()));
    let turned = Picture::decode(&with_orientation(&bytes, 6)).unwrap();
    assert_near(&turned, &image::imageops::rotate90(&slope()), 12);
    assert_near(&Picture::decode(&with_orientation(&bytes, 1)).unwrap(), &slope(), 12);
}

#[test]
fn jpeg_2000_file_and_codestream_are_read_without_loss() {
    assert_near(&Picture::decode(&jp2()).unwrap(), &slope(), 0);
    assert_near(&Picture::decode(&hex::decode(CODESTREAM).unwrap()).unwrap(), &slope(), 0);
}

#[test]
fn grey_jpeg_2000_is_made_rgb() {
    let expected = RgbImage::from_fn(12, 8, |x, _| image::Rgb([20 * x as u8; 3]));
    assert_near(&Picture::decode(&hex::decode(GREY_JP2).unwrap()).unwrap(), &expected, 0);
}

#[test]
fn text_is_not_a_picture() {
    assert_eq!(Picture::decode(b"Dear officer,").unwrap_err(), PictureError::NotAPicture);
    assert_eq!(Picture::decode(b"").unwrap_err(), PictureError::NotAPicture);
}

#[test]
fn picture_cut_off_anywhere_is_damaged() {
    let image = DynamicImage::ImageRgb8(portrait());
    let png = encoded(&image, ImageFormat::Png);
    for bytes in [jpeg(&image), png, jp2(), hex::decode(CODESTREAM).unwrap()] {
        let format = PictureFormat::of(&bytes).unwrap();
        assert!(Picture::decode(&bytes).is_ok());
        let checksum_of_nothing = if format == PictureFormat::Png { 4 } else { 0 };
        let end = bytes.len() - checksum_of_nothing;
        for length in (16..end).step_by(1 + bytes.len() / 200).chain([end - 2, end - 1]) {
            let outcome = Picture::decode(&bytes[..length]);
            assert_eq!(outcome, Err(PictureError::Damaged(format)), "{length} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn jpeg_overwritten_in_the_middle_is_damaged() {
    let mut bytes = jpeg(&DynamicImage::ImageRgb8(portrait()));
    let middle = bytes.len() / 2;
    bytes[middle..middle + 2000].fill(0xFF);
    assert_eq!(Picture::decode(&bytes), Err(PictureError::Damaged(PictureFormat::Jpeg)));
}

#[test]
fn picture_that_claims_to_be_huge_is_refused() {
    let mut png = encoded(&DynamicImage::ImageRgb8(slope()), ImageFormat::Png);
    png[16..24].copy_from_slice(&[0, 0, 0x3F, 0xFF, 0, 0, 0x3F, 0xFF]);
    let checksum = crc(&png[12..29]).to_be_bytes();
    png[29..33].copy_from_slice(&checksum);
    assert_eq!(Picture::decode(&png), Err(PictureError::TooLarge));

    let mut jpeg = jpeg(&DynamicImage::ImageRgb8(slope()));
    let frame = jpeg.windows(2).position(|marker| marker == [0xFF, 0xC0]).unwrap();
    jpeg[frame + 5..frame + 9].fill(0xFF);
    assert_eq!(Picture::decode(&jpeg), Err(PictureError::TooLarge));

    let mut codestream = hex::decode(CODESTREAM).unwrap();
    for side in [8, 12, 24, 28] {
        codestream[side..side + 4].copy_from_slice(&[0, 0, 0x3F, 0xFF]);
    }
    assert_eq!(Picture::decode(&codestream), Err(PictureError::TooLarge));
}

/// The checksum of PNG, ISO/IEC 15948 Annex D.
#[test]
fn a_strangers_picture_has_no_more_pixels_than_it_may() {
    let image = DynamicImage::ImageRgb8(slope());
    for bytes in [encoded(&image, ImageFormat::Png), jpeg(&image), jp2()] {
        assert!(Picture::decode_within(&bytes, 12 * 8).is_ok());
        assert_eq!(Picture::decode_within(&bytes, 12 * 8 - 1).err(), Some(PictureError::TooLarge));
    }
}

#[test]
fn a_picture_from_a_phone_has_fewer_pixels_than_one_from_a_file() {
    let png = encoded(&DynamicImage::ImageLuma8(GrayImage::new(5000, 4000)), ImageFormat::Png);
    assert!(Probe::decode(png.clone(), ProbeSource::StillFile).is_ok());
    let refused = Probe::decode(png, ProbeSource::PhoneCamera).err();
    assert_eq!(refused, Some(PictureError::TooLarge));
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}

#[test]
fn frame_must_fill_its_size() {
    assert!(Picture::from_rgb(2, 2, vec![0; 12]).is_ok());
    assert_eq!(Picture::from_rgb(2, 2, vec![0; 11]), Err(PictureError::WrongLength));
    assert_eq!(Picture::from_rgb(0, 2, vec![]), Err(PictureError::TooLarge));
}

#[test]
fn debug_shows_no_pixels() {
    let text = format!("{:?}", Picture::from_rgb(2, 1, vec![77; 6]).unwrap());
    assert!(text.contains('2') && !text.contains("77"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damaged_picture_never_panics(
        which in 0usize..5, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let image = DynamicImage::ImageRgb8(slope());
        let mut bytes = match which {
            0 => jpeg(&image),
            1 => encoded(&image, ImageFormat::Png),
            2 => jp2(),
            3 => hex::decode(GREY_JP2).unwrap(),
            _ => hex::decode(CODESTREAM).unwrap(),
        };
        for (place, value) in changes {
            let place = place.index(bytes.len());
            bytes[place] = value;
        }
        if let Ok(picture) = Picture::decode(&bytes) {
            prop_assert_eq!(picture.rgb().len(), (picture.width() * picture.height() * 3) as usize);
        }
    }
}
