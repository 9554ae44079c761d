//! Text that a person reads and relies on: nothing in it is hidden, and nothing in it turns the rest around (Unicode UAX #9,
//! UTS #39).

/// Whether a person sees every character of this text, in the order in which it was written, and there is one to see.
pub(super) fn is_plain(text: &str) -> bool {
    let seen = |c: char| !c.is_control() && !is_hidden(c);
    !text.is_empty() && text.trim() == text && text.chars().all(seen)
}

/// What Unicode lets a reader ignore (Default_Ignorable_Code_Point), what turns a line around or ends it, and a blank that is
/// no space.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_write_them() {
        for text in ["Skatteetaten", "Sámi Giellagáldu", "Bank & Sønn AS (publ.)", "株式会社", "بنك", "A"]
        {
            assert!(is_plain(text), "{text}");
        }
    }

    #[test]
    fn names_that_fool() {
        for text in [
            "",
            " ",
            " Bank",
            "Bank ",
            "Ba\nnk",
            "Ba\0nk",
            "\u{202e}knaB",
            "Bank\u{2066}",
            "Ba\u{200b}nk",
            "Ba\u{ad}nk",
            "\u{3164}",
            "\u{2800}",
            "Bank\u{e0041}",
            "Bank\u{2028}x",
            "\u{feff}Bank",
            "Bank\u{85}",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }
}
