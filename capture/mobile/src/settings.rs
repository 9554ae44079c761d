//! What an app may set.

/// What an app may set; everything has a default.
#[derive(Debug, Clone, uniffi::Record)]
pub struct Settings {
    /// Certificate authorities in PEM that alone are believed. Otherwise those of the system are, on Android and iOS
    /// Mozilla's.
    #[uniffi(default = None)]
    pub authorities: Option<Vec<u8>>,
    /// How long one answer of the chip is waited for, 1 to 60 seconds; no honest chip needs half of the default.
    #[uniffi(default = 20)]
    pub answer_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { authorities: None, answer_seconds: 20 }
    }
}
