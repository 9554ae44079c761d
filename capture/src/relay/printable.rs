//! A server's text, made fit to be shown.

/// A server's text without what could move a cursor or turn the writing round, 300 characters at most.
pub fn printable(text: &str) -> String {
    text.chars().filter(|character| !character.is_control() && !turns(*character)).take(300).collect()
}

fn turns(character: char) -> bool {
    matches!(character, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_text_cannot_write_over_the_question() {
        assert_eq!(printable("Bank\r\u{1B}[2K\u{202E}x"), "Bank[2Kx");
        assert_eq!(printable(&"é".repeat(1000)).chars().count(), 300);
    }
}
