//! The square the attack networks look at: the face and what is around it, inside the picture and never padded.
//!
//! Padding with black makes every network say attack, so a crop that would reach beyond the picture is shrunk and
//! shifted instead.

use crate::face::Face;
use crate::face::resample::{self, Order};
use crate::picture::Picture;

/// Columns and rows, the first and the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Crop {
    columns: [u32; 2],
    rows: [u32; 2],
}

impl Crop {
    fn around(picture: &Picture, face: &Face, scale: f32) -> Self {
        let (last_column, last_row) = ((picture.width() - 1) as f32, (picture.height() - 1) as f32);
        let [left, top, width, height] = face.box_;
        let scale = scale.min(last_column / width).min(last_row / height);
        Self {
            columns: span(left + width / 2.0, width * scale, last_column),
            rows: span(top + height / 2.0, height * scale, last_row),
        }
    }
}

/// The pixels `length` long about `centre`, shifted to lie between 0 and `last`.
fn span(centre: f32, length: f32, last: f32) -> [u32; 2] {
    let start = (centre - length / 2.0).min(last - length).clamp(0.0, last);
    [start, (start + length).min(last).max(start)].map(|end| end as u32)
}

/// Writes the crop, stretched to `size` × `size`, as blue, green and red planes from 0 to 255.
pub(super) fn fill(picture: &Picture, face: &Face, scale: f32, size: usize, tensor: &mut [f32]) {
    let Crop { columns, rows } = Crop::around(picture, face, scale);
    let (column, row) = (axis(columns, size), axis(rows, size));
    resample::fill(picture, size, Order::Bgr, tensor, |x, y| [column(x), row(y)]);
}

/// Where along the span the middle of each of `size` new pixels lies.
fn axis([first, last]: [u32; 2], size: usize) -> impl Fn(f32) -> f32 {
    let step = (last - first + 1) as f32 / size as f32;
    let (first, last) = (first as f32, last as f32);
    move |index| (first + (index + 0.5) * step - 0.5).clamp(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::Face;
    use proptest::prelude::*;

    fn blank(width: u32, height: u32) -> Picture {
        Picture::from_rgb(width, height, vec![0; (width * height * 3) as usize]).unwrap()
    }

    #[test]
    fn face_in_the_middle_has_its_surroundings() {
        let crop = Crop::around(&blank(401, 401), &Face::at([150.0, 160.0, 100.0, 80.0]), 2.7);
        assert_eq!(crop, Crop { columns: [65, 335], rows: [92, 308] });
    }

    #[test]
    fn crop_beyond_a_border_is_shifted_inside() {
        let crop = Crop::around(&blank(401, 401), &Face::at([10.0, 300.0, 100.0, 90.0]), 2.0);
        assert_eq!(crop, Crop { columns: [0, 200], rows: [220, 400] });
    }

    #[test]
    fn crop_larger_than_the_picture_is_scaled_down() {
        let crop = Crop::around(&blank(301, 201), &Face::at([100.0, 50.0, 100.0, 100.0]), 4.0);
        assert_eq!(crop, Crop { columns: [50, 250], rows: [0, 200] });
    }

    #[test]
    fn middle_of_a_new_pixel_is_the_middle_of_those_it_covers() {
        let place = axis([10, 19], 5);
        assert_eq!([place(0.0), place(1.0), place(4.0)], [10.5, 12.5, 18.5]);
        assert_eq!(axis([10, 12], 30)(0.0), 10.0);
    }

    proptest! {
        #[test]
        fn crop_of_any_box_lies_in_the_picture(
            width in 1u32..50, height in 1u32..50, box_ in proptest::array::uniform4(proptest::num::f32::ANY),
        ) {
            let crop = Crop::around(&blank(width, height), &Face::at(box_), 2.7);
            prop_assert!(crop.columns[0] <= crop.columns[1] && crop.columns[1] < width);
            prop_assert!(crop.rows[0] <= crop.rows[1] && crop.rows[1] < height);
        }
    }
}
