//! Which characters a reader of print takes for which, as data.

/// Pairs that look alike in OCR-B or in worn print; either may be read for the other.
const ALIKE: [(char, char); 14] = [
    ('0', 'O'),
    ('0', 'Q'),
    ('0', 'D'),
    ('1', 'I'),
    ('1', 'L'),
    ('2', 'Z'),
    ('4', 'A'),
    ('5', 'S'),
    ('6', 'G'),
    ('7', 'T'),
    ('8', 'B'),
    ('O', 'Q'),
    ('O', 'D'),
    ('U', 'V'),
];

/// What a filler is read as. A letter is not taken for a filler: it has more ink.
const FILLER_READ_AS: [char; 4] = ['K', 'C', 'L', 'E'];

/// What may have been printed where this character was read.
pub(super) fn meant(read: char) -> impl Iterator<Item = char> {
    let alike = ALIKE.into_iter().filter_map(move |pair| match pair {
        (one, other) if one == read => Some(other),
        (one, other) if other == read => Some(one),
        _ => None,
    });
    alike.chain(FILLER_READ_AS.contains(&read).then_some('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_goes_both_ways_but_for_the_filler() {
        assert!(meant('O').eq(['0', 'Q', 'D']));
        assert!(meant('0').eq(['O', 'Q', 'D']));
        assert!(meant('L').eq(['1', '<']));
        assert!(meant('<').next().is_none() && meant('9').next().is_none());
    }
}
