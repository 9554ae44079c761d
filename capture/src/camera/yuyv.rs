//! YUYV 4:2:2 pictures as RGB: ITU-R BT.601 with luminance from 16 to 235, as cameras on USB give it.

/// Pixels whose lines lie `stride` bytes apart, as RGB bytes line by line; `None` when the bytes are too few, or the
/// width is odd: two pixels share their chrominance.
pub fn to_rgb(bytes: &[u8], width: usize, height: usize, stride: usize) -> Option<Vec<u8>> {
    let line = width.checked_mul(2)?;
    if width == 0 || width % 2 == 1 || stride < line {
        return None;
    }
    let whole = stride.checked_mul(height.checked_sub(1)?)?.checked_add(line)?;
    let bytes = bytes.get(..whole)?;
    let mut rgb = Vec::with_capacity(width.checked_mul(height)?.checked_mul(3)?);
    for line in bytes.chunks(stride).filter_map(|padded| padded.get(..line)) {
        for pair in line.chunks_exact(4) {
            if let &[first, u, second, v] = pair {
                rgb.extend(pixel(first, u, v));
                rgb.extend(pixel(second, u, v));
            }
        }
    }
    Some(rgb)
}

/// One pixel; the factors of the matrix are in parts of 65536.
fn pixel(y: u8, u: u8, v: u8) -> [u8; 3] {
    let (y, u, v) = (i32::from(y) - 16, i32::from(u) - 128, i32::from(v) - 128);
    let y = 76_309 * y;
    [y + 104_597 * v, y - 25_675 * u - 53_279 * v, y + 132_201 * u]
        .map(|part| u8::try_from(((part + 32_768) >> 16).clamp(0, 255)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The colour bars of ITU-R BT.601 at full amplitude: black, white, red, green, blue.
    const BARS: [([u8; 3], [u8; 3]); 5] = [
        ([16, 128, 128], [0, 0, 0]),
        ([235, 128, 128], [255, 255, 255]),
        ([81, 90, 240], [255, 0, 0]),
        ([145, 54, 34], [0, 255, 0]),
        ([41, 240, 110], [0, 0, 255]),
    ];

    #[test]
    fn the_colour_bars_have_their_colours() {
        for ([y, u, v], expected) in BARS {
            let rgb = to_rgb(&[y, u, y, v], 2, 1, 4).unwrap();
            for (found, expected) in rgb.iter().zip(expected.iter().cycle()) {
                assert!(found.abs_diff(*expected) <= 2, "{y} {u} {v}: {rgb:?}");
            }
        }
    }

    #[test]
    fn padding_between_lines_is_left_out() {
        let lines = [[235, 128, 16, 128, 9, 9], [16, 128, 235, 128, 9, 9]].concat();
        let rgb = to_rgb(&lines, 2, 2, 6).unwrap();
        assert_eq!(rgb, [[255; 3], [0; 3], [0; 3], [255; 3]].concat());
        assert_eq!(to_rgb(&lines[..10], 2, 2, 6), Some(rgb));
        assert_eq!(to_rgb(&lines[..9], 2, 2, 6), None);
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        assert_eq!(to_rgb(&[0; 64], 3, 1, 6), None);
        assert_eq!(to_rgb(&[0; 64], 0, 1, 0), None);
        assert_eq!(to_rgb(&[0; 64], 4, 0, 8), None);
        assert_eq!(to_rgb(&[0; 64], 4, 2, 6), None);
        assert_eq!(to_rgb(&[0; 64], usize::MAX, 2, usize::MAX), None);
    }

    proptest! {
        #[test]
        fn any_bytes_and_sizes_are_total(
            bytes in proptest::collection::vec(any::<u8>(), 0..512),
            width in 0usize..40, height in 0usize..40, stride in 0usize..100,
        ) {
            if let Some(rgb) = to_rgb(&bytes, width, height, stride) {
                prop_assert_eq!(rgb.len(), width * height * 3);
            }
        }
    }
}
