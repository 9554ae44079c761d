//! A command as T=0 sends it, ISO/IEC 7816-3 §12.2: five bytes at least, no Le behind data.

/// The command TPDU of a short command APDU; the answer's length comes back as 61xx.
pub(super) fn of(command: &[u8]) -> Vec<u8> {
    let mut tpdu = command.to_vec();
    let data = command.get(4).copied().map(usize::from);
    match data {
        None => tpdu.push(0),
        Some(length) if length > 0 && command.len() == 6 + length => tpdu.truncate(5 + length),
        Some(_) => {}
    }
    tpdu
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_four_cases_has_its_form() {
        assert_eq!(of(&[0, 0x44, 0, 0]), [0, 0x44, 0, 0, 0]);
        assert_eq!(of(&[0, 0xB0, 0, 0, 9]), [0, 0xB0, 0, 0, 9]);
        assert_eq!(of(&[0, 0xA4, 0, 0x0C, 2, 1, 2]), [0, 0xA4, 0, 0x0C, 2, 1, 2]);
        assert_eq!(of(&[0, 0x86, 0, 0, 2, 0x7C, 0, 0]), [0, 0x86, 0, 0, 2, 0x7C, 0]);
    }
}
