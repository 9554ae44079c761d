//! The holder for the screen, out of a proven document alone.

use crate::flow::{Holder, Photo};
use std::sync::Arc;
use time::{Date, OffsetDateTime};
use verifier::passive::AuthenticDocument;
use verifier::picture::Picture;

/// The longest side of a picture on the screen.
const LONGEST_SIDE: usize = 720;

/// What the document says of its holder.
pub(super) fn of(document: &AuthenticDocument, at: OffsetDateTime) -> Holder {
    let (today, fields) = (at.date(), document.holder().fields());
    let shown = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let portrait = Picture::decode(document.portrait().image()).ok();
    Holder {
        name: format!("{} {}", fields.given_names, fields.surname).trim().to_owned(),
        date_of_birth: shown(document.date_of_birth(today)),
        date_of_expiry: shown(document.date_of_expiry()),
        document_number: fields.document_number.clone(),
        issuing_state: document.issuing_state().to_owned(),
        portrait: portrait.map(|picture| Arc::new(photo(&picture))),
    }
}

/// A picture in the size of a screen: every n-th pixel is enough to look at.
pub(super) fn photo(picture: &Picture) -> Photo {
    let side = |side: u32| usize::try_from(side).unwrap_or_default();
    let (width, height) = (side(picture.width()), side(picture.height()));
    let step = width.max(height).div_ceil(LONGEST_SIDE).max(1);
    if step == 1 {
        return Photo { width, height, rgb: picture.rgb().to_vec() };
    }
    let mut rgb = Vec::with_capacity(width * height * 3 / (step * step) + 3 * height);
    for row in picture.rgb().chunks_exact(width * 3).step_by(step) {
        rgb.extend(row.chunks_exact(3).step_by(step).flatten());
    }
    Photo { width: width.div_ceil(step), height: height.div_ceil(step), rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_are_made_small_and_small_ones_are_kept() {
        let picture = Picture::from_rgb(1001, 3, vec![7; 1001 * 3 * 3]).unwrap();
        let shown = photo(&picture);
        assert_eq!((shown.width, shown.height, shown.rgb.len()), (501, 2, 501 * 2 * 3));
        let picture = Picture::from_rgb(2, 2, vec![7; 12]).unwrap();
        assert_eq!(photo(&picture).rgb, picture.rgb());
    }
}
