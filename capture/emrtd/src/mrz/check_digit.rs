//! Check digits in the machine readable zone, ICAO 9303-3 §4.9.

/// The check digit over these characters, weights 7, 3, 1; a filler counts zero.
///
/// `None` when a character cannot stand in a machine readable zone.
pub fn check_digit(characters: &str) -> Option<char> {
    let sum = characters
        .chars()
        .zip([7u32, 3, 1].into_iter().cycle())
        .try_fold(0u32, |sum, (character, weight)| Some((sum + value(character)? * weight) % 10))?;
    char::from_digit(sum, 10)
}

fn value(character: char) -> Option<u32> {
    match character {
        '<' => Some(0),
        '0'..='9' | 'A'..='Z' => character.to_digit(36),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn examples_of_9303_3_4_9() {
        assert_eq!(check_digit("520727"), Some('3'));
        assert_eq!(check_digit("AB2134<<<"), Some('5'));
        assert_eq!(check_digit("ab2134<<<"), None);
    }

    proptest! {
        #[test]
        fn another_digit_is_noticed(text in "[A-Z0-9<]{0,40}", digit in 0u32..10, other in 1u32..10) {
            let with = |digit| check_digit(&format!("{text}{digit}"));
            prop_assert_ne!(with(digit), with((digit + other) % 10));
        }
    }
}
