//! A picture reduced to the size the detector looks at.

use super::FaceError;
use crate::picture::Picture;
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// The longest side the detector sees.
const LONGEST: u32 = 640;

/// RGB pixels of a reduced picture.
pub(super) struct Shrunk<'a> {
    pub(super) rgb: &'a [u8],
    pub(super) width: usize,
    pub(super) height: usize,
    /// Size of the reduced picture over that of the whole.
    pub(super) scale: f32,
}

/// Reduces pictures by the mean of the pixels each new pixel covers, in a buffer it keeps.
pub(super) struct Shrinker {
    resizer: Resizer,
    image: Image<'static>,
}

impl Shrinker {
    pub(super) fn new() -> Self {
        Self { resizer: Resizer::new(), image: Image::new(1, 1, PixelType::U8x3) }
    }

    pub(super) fn shrink<'a>(&'a mut self, picture: &'a Picture) -> Result<Shrunk<'a>, FaceError> {
        let longest = picture.width().max(picture.height());
        if longest <= LONGEST {
            let (width, height) = (picture.width() as usize, picture.height() as usize);
            return Ok(Shrunk { rgb: picture.rgb(), width, height, scale: 1.0 });
        }
        let scale = f64::from(LONGEST) / f64::from(longest);
        let [width, height] = [picture.width(), picture.height()].map(|side| reduced(side, scale));
        if self.image.width() != width || self.image.height() != height {
            self.image = Image::new(width, height, PixelType::U8x3);
        }
        self.reduce(picture).ok_or(FaceError::UnexpectedAnswer)?;
        let (width, height) = (width as usize, height as usize);
        Ok(Shrunk { rgb: self.image.buffer(), width, height, scale: scale as f32 })
    }

    fn reduce(&mut self, picture: &Picture) -> Option<()> {
        let whole = ImageRef::new(picture.width(), picture.height(), picture.rgb(), PixelType::U8x3).ok()?;
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
        self.resizer.resize(&whole, &mut self.image, &options).ok()
    }
}

fn reduced(side: u32, scale: f64) -> u32 {
    ((f64::from(side) * scale).round() as u32).max(1)
}
