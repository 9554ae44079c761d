//! The pages: portrait, words, a guilloche pattern beneath, and the zone in OCR-B size 1 at its place.

use ab_glyph::{Font, FontVec, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage};

/// Pixels to a millimetre in which documents are drawn.
const SCALE: f32 = 12.0;

/// The pitch of OCR-B in a zone and the distance between its lines, in millimetres, ICAO 9303-3 §4.
const PITCH: f32 = 2.54;
const LINES_APART: f32 = 5.5;

const INTER: &[u8] = include_bytes!("../../../assets/kiosk/fonts/Inter-Regular.ttf");

/// Where Debian's fonts-ocr-b puts the face.
const OCR_B: &str = "/usr/share/fonts/opentype/ocr-b/OCRB.otf";

/// The faces of print.
pub struct Faces {
    zone: FontVec,
    words: FontVec,
}

impl Faces {
    /// The faces, or why there are none.
    pub fn open() -> Result<Self, &'static str> {
        let bytes = std::fs::read(OCR_B).map_err(|_| "OCR-B is not installed: fonts-ocr-b")?;
        let font = |bytes: Vec<u8>| FontVec::try_from_vec(bytes).map_err(|_| "a face is damaged");
        Ok(Self { zone: font(bytes)?, words: font(INTER.to_vec())? })
    }
}

/// The page of a document of this size in millimetres with this zone on the coloured pattern, or on plain paper.
pub fn document(faces: &Faces, zone: &str, size: [f32; 2], pattern: bool) -> RgbImage {
    let mut picture = paper(size, pattern);
    portrait(&mut picture, size);
    let words = ["UTOPIA", "Eriksson", "Anna Maria", "12 AUG 1974", "ZENITH", "15 APR 2012"];
    for (row, words) in words.iter().enumerate() {
        write(&mut picture, &faces.words, words, 3.0, [size[0] * 0.4, 9.0 + 4.5 * row as f32]);
    }
    let count = zone.lines().count() as f32;
    let widest = zone.lines().map(str::len).max().unwrap_or_default() as f32;
    let left = (size[0] - widest * PITCH) / 2.0;
    let height = faces.zone.as_scaled(PxScale::from(1.0));
    let millimetres = PITCH / height.h_advance(faces.zone.glyph_id('0'));
    for (row, line) in zone.lines().enumerate() {
        let bottom = size[1] - 5.5 - LINES_APART * (count - 1.0 - row as f32);
        write(&mut picture, &faces.zone, line, millimetres, [left, bottom]);
    }
    picture
}

/// The front of a card with these words at these places, in millimetres from the upper left corner.
pub fn card(faces: &Faces, words: &[(&str, [f32; 2])]) -> RgbImage {
    let mut picture = paper([85.6, 54.0], true);
    portrait(&mut picture, [85.6, 54.0]);
    for (words, place) in words {
        write(&mut picture, &faces.words, words, 3.2, *place);
    }
    picture
}

fn paper([width, height]: [f32; 2], pattern: bool) -> RgbImage {
    RgbImage::from_fn((width * SCALE) as u32, (height * SCALE) as u32, |x, y| {
        let (x, y) = (x as f32 / SCALE, y as f32 / SCALE);
        let wave = |a: f32, b: f32| (x * a + y * b + 2.0 * (x * 0.3).sin() + 1.5 * (y * 0.4).cos()).sin();
        let line = |wave: f32| if wave.abs() < 0.25 { 1.0 } else { 0.0 };
        let depth = if pattern { 45.0 } else { 0.0 };
        let (one, other) = (line(wave(2.1, 3.3)), line(wave(-2.7, 1.9)));
        Rgb([232.0 - depth * one, 236.0 - depth * 0.7 * other, 228.0 - depth * (one + other) * 0.5]
            .map(|v| v as u8))
    })
}

/// Something dark and round where the portrait is.
fn portrait(picture: &mut RgbImage, [width, height]: [f32; 2]) {
    let (centre, radius) = ([width * 0.18, height * 0.38], height * 0.2);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (dx, dy) = (x as f32 / SCALE - centre[0], y as f32 / SCALE - centre[1]);
        let far = (dx * dx * 1.6 + dy * dy).sqrt() / radius;
        if far < 1.0 {
            let shade = 90.0 + 90.0 * far + 20.0 * (dx * 3.0).sin() * (dy * 2.0).cos();
            *pixel = Rgb([shade * 1.1, shade * 0.9, shade * 0.8].map(|value| value.min(255.0) as u8));
        }
    }
}

/// Words with their lower left corner there; sizes in millimetres.
fn write(picture: &mut RgbImage, font: &FontVec, words: &str, size: f32, [x, y]: [f32; 2]) {
    let scale = PxScale::from(size * SCALE);
    let mut place = point(x * SCALE, y * SCALE);
    for character in words.chars() {
        let id = font.glyph_id(character);
        let glyph = id.with_scale_and_position(scale, place);
        place.x += font.as_scaled(scale).h_advance(id);
        let Some(outline) = font.outline_glyph(glyph) else { continue };
        let corner = outline.px_bounds().min;
        outline.draw(|dx, dy, cover| {
            let at = (corner.x as u32 + dx, corner.y as u32 + dy);
            if let Some(pixel) = picture.get_pixel_mut_checked(at.0, at.1) {
                pixel.0 = pixel.0.map(|value| (f32::from(value) * (1.0 - 0.85 * cover)) as u8);
            }
        });
    }
}
