//! Why a picture could not be read.

use models::ModelError;

/// Why there is no machine readable zone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// Nothing in the picture looks like text.
    #[error("there is no text in the picture")]
    NoText,
    /// The text is not a zone, or cannot be read.
    #[error("the text in the picture is not a machine readable zone of ICAO 9303")]
    NotAZone,
    /// The characters have too few pixels.
    #[error("the text is too small: take the picture from nearer")]
    TooSmall,
    /// The characters have no sharp edges, on this line of the zone, counted from one, where that is known.
    #[error("{} blurred: hold the camera still and let it focus", line.map_or("the text is".to_owned(), |line| format!("line {line} is")))]
    Blurred {
        /// The line.
        line: Option<usize>,
    },
    /// A reflection lies over this line of the zone, counted from one, where that is known.
    #[error("a reflection hides part of {}: tilt the document", place(*line))]
    Glare {
        /// The line.
        line: Option<usize>,
    },
    /// The recognition network does not say which characters it knows.
    #[error("the recognition network's dictionary lacks characters of the zone")]
    Dictionary,
    /// A network is missing or does not run.
    #[error(transparent)]
    Network(#[from] ModelError),
}

fn place(line: Option<usize>) -> String {
    line.map_or("the lines".to_owned(), |line| format!("line {line}"))
}
