//! Text that nobody else may see: wiped when it is dropped, never shown.

use std::fmt;
use zeroize::Zeroizing;

/// Longer input than any of the kiosk's fields takes.
const LONGEST: usize = 256;

/// A PIN or what is printed on a document.
#[derive(PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; what is too long for any field is cut off.
    pub fn new(text: &str) -> Self {
        // Room for the longest text from the start: growing would leave copies behind.
        let mut own = Zeroizing::new(String::with_capacity(LONGEST * 4));
        own.extend(text.chars().take(LONGEST));
        Self(own)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The text for a field that is being typed into.
    pub fn text_mut(&mut self) -> &mut String {
        &mut self.0
    }

    /// True when nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

/// Has room for the longest text too: a field would grow a copy and leave what it grew out of behind.
impl Clone for Secret {
    fn clone(&self) -> Self {
        Self::new(self.text())
    }
}

impl Default for Secret {
    fn default() -> Self {
        Self::new("")
    }
}

/// Never shows the text.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_and_length_is_bounded() {
        assert_eq!(format!("{:?}", Secret::new("123456")), "Secret");
        assert_eq!(Secret::new(&"a".repeat(1000)).text().len(), LONGEST);
        assert!(Secret::new(" \n").is_empty());
    }

    #[test]
    fn a_copy_that_is_typed_into_does_not_move() {
        let mut copy = Secret::new("L898").clone();
        let place = copy.text().as_ptr();
        copy.text_mut().push_str(&"<".repeat(LONGEST));
        assert_eq!(copy.text().as_ptr(), place);
    }
}
