//! ISO/IEC 9797-1 padding method 2: one 80, then zeros up to a whole block.

use super::CryptoError;

/// The data with its padding.
pub fn pad(data: &[u8], block: usize) -> Vec<u8> {
    let mut out = data.to_vec();
    out.push(0x80);
    out.resize(out.len().next_multiple_of(block.max(1)), 0);
    out
}

/// The data without its padding, which must be shorter than a block or one whole block.
pub fn unpad(data: &[u8], block: usize) -> Result<&[u8], CryptoError> {
    let zeros = data.iter().rev().take_while(|byte| **byte == 0).count();
    let end = data.len().checked_sub(zeros.saturating_add(1)).ok_or(CryptoError::Padding)?;
    match data.get(end) {
        Some(0x80) if zeros < block => data.get(..end).ok_or(CryptoError::Padding),
        _ => Err(CryptoError::Padding),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_padding_longer_than_a_block_or_without_80_is_refused() {
        assert_eq!(pad(&[], 8), [0x80, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(unpad(&pad(&[1; 8], 8), 8), Ok(&[1; 8][..]));
        assert_eq!(unpad(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0], 8), Err(CryptoError::Padding));
        assert_eq!(unpad(&[0x81, 0], 8), Err(CryptoError::Padding));
        assert_eq!(unpad(&[], 8), Err(CryptoError::Padding));
    }
}
