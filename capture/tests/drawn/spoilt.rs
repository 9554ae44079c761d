//! What spoils photographs: little light, noise, movement, reflections.

use image::{Rgb, RgbImage};

/// So much of the light.
pub fn darkened(picture: &RgbImage, light: f32) -> RgbImage {
    each(picture, |_, _, value| value * light)
}

/// Washed out: contrast taken away towards white.
pub fn bright(picture: &RgbImage, contrast: f32) -> RgbImage {
    each(picture, |_, _, value| 255.0 - (255.0 - value) * contrast)
}

/// Noise of about this deviation, the same in every run.
pub fn noisy(picture: &RgbImage, deviation: f32) -> RgbImage {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    let mut noise = move || (random() + random() + random()) * 2.0;
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        pixel.0 = pixel.0.map(|value| (f32::from(value) + deviation * noise()).clamp(0.0, 255.0) as u8);
    }
    picture
}

/// Moved by so many pixels to the side while the picture was taken.
pub fn smeared(picture: &RgbImage, pixels: u32) -> RgbImage {
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let mut sums = [0.0_f32; 3];
        for step in 0..pixels {
            let pixel = picture.get_pixel((x + step).min(picture.width() - 1), y).0;
            sums.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += f32::from(value));
        }
        Rgb(sums.map(|sum| (sum / pixels as f32) as u8))
    })
}

/// A round reflection about there, of this radius, that adds so much light in its middle.
pub fn reflected(picture: &RgbImage, [x, y]: [f32; 2], radius: f32, strength: f32) -> RgbImage {
    each(picture, |px, py, value| {
        let far = ((px - x).powi(2) + (py - y).powi(2)).sqrt() / radius;
        value + strength * (1.4 - far).clamp(0.0, 1.0)
    })
}

fn each(picture: &RgbImage, of: impl Fn(f32, f32, f32) -> f32) -> RgbImage {
    let mut spoilt = picture.clone();
    for (x, y, pixel) in spoilt.enumerate_pixels_mut() {
        pixel.0 = pixel.0.map(|value| of(x as f32, y as f32, f32::from(value)).clamp(0.0, 255.0) as u8);
    }
    spoilt
}
