//! A camera above a table on which the document lies.

use image::{Rgb, RgbImage};

/// How the picture is taken.
#[derive(Clone, Copy)]
pub struct Camera {
    /// Width and height of the picture.
    pub size: [u32; 2],
    /// The share of the picture's width that the document takes when it lies straight.
    pub share: f32,
    /// By how much the document is turned.
    pub degrees: f32,
    /// How much nearer its right and its lower side is.
    pub nearer: [f32; 2],
}

impl Default for Camera {
    fn default() -> Self {
        Self { size: [1600, 1600], share: 0.85, degrees: 0.0, nearer: [0.0, 0.0] }
    }
}

/// The photograph.
pub fn photograph(document: &RgbImage, camera: Camera) -> RgbImage {
    let [width, height] = camera.size.map(|side| side as f32);
    let zoom = document.width() as f32 / (width * camera.share);
    let (sine, cosine) = camera.degrees.to_radians().sin_cos();
    let small = shrunk(document, zoom);
    let zoom = zoom * small.width() as f32 / document.width() as f32;
    RgbImage::from_fn(camera.size[0], camera.size[1], |x, y| {
        let (dx, dy) = ((x as f32 + 0.5 - width / 2.0) * zoom, (y as f32 + 0.5 - height / 2.0) * zoom);
        let (u, v) = (dx * cosine + dy * sine, dy * cosine - dx * sine);
        let depth =
            1.0 + camera.nearer[0] * u / small.width() as f32 + camera.nearer[1] * v / small.height() as f32;
        let (sx, sy) = (u / depth + small.width() as f32 / 2.0, v / depth + small.height() as f32 / 2.0);
        between(&small, sx - 0.5, sy - 0.5).unwrap_or_else(|| table(x, y))
    })
}

/// The document with about as many pixels as the photograph has for it, as a lens averages.
fn shrunk(document: &RgbImage, zoom: f32) -> RgbImage {
    if zoom < 1.2 {
        return document.clone();
    }
    let side = |side: u32| (side as f32 / zoom).round().max(1.0) as u32;
    let (width, height) = (side(document.width()), side(document.height()));
    image::imageops::resize(document, width, height, image::imageops::FilterType::Triangle)
}

/// Wood.
fn table(x: u32, y: u32) -> Rgb<u8> {
    let (x, y) = (x as f32, y as f32);
    let grain =
        (y * 0.21 + 6.0 * (x * 0.004).sin()).sin() * 9.0 + (y * 0.73 + (x * 0.01).cos() * 3.0).sin() * 5.0;
    Rgb([112.0 + grain, 84.0 + grain, 60.0 + grain * 0.7].map(|value| value as u8))
}

fn between(picture: &RgbImage, x: f32, y: f32) -> Option<Rgb<u8>> {
    if x < 0.0 || y < 0.0 {
        return None;
    }
    let (left, top) = (x.floor() as u32, y.floor() as u32);
    let at = |x, y| picture.get_pixel_checked(x, y).map(|pixel| pixel.0.map(f32::from));
    let corners = [at(left, top)?, at(left + 1, top)?, at(left, top + 1)?, at(left + 1, top + 1)?];
    let (u, v) = (x.fract(), y.fract());
    let weights = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
    let channel =
        |of: usize| corners.iter().zip(weights).map(|(corner, weight)| corner[of] * weight).sum::<f32>();
    Some(Rgb([channel(0), channel(1), channel(2)].map(|value: f32| value.round() as u8)))
}
