//! What a chip session that ended without a record says about the document: a refusal is a result, never an error.

use crate::reason::Reason;
use emrtd::session::SessionError;

/// The reason to refuse, where the chip or what stands between caused the end; `None` where we did.
pub fn reason(error: &SessionError) -> Option<Reason> {
    match error {
        SessionError::AccessDenied(_) => Some(Reason::AccessDenied),
        SessionError::SecureMessagingFailed(_) | SessionError::Pace(_) | SessionError::Bac(_) => {
            Some(Reason::SecureMessagingFailed)
        }
        SessionError::NotATravelDocument(_)
        | SessionError::MalformedFile(_)
        | SessionError::FileTooLarge(_) => Some(Reason::Malformed),
        SessionError::ReadInterrupted(..) => Some(Reason::DataGroupMissing),
        SessionError::AnotherDocument => Some(Reason::AnotherDocument),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::apdu::StatusWord;

    #[test]
    fn the_chips_fault_is_a_reason_and_ours_is_none() {
        let denied = SessionError::AccessDenied(StatusWord(0x6300));
        assert_eq!(reason(&denied), Some(Reason::AccessDenied));
        assert_eq!(reason(&SessionError::PasswordNotUsable), None);
        assert_eq!(reason(&SessionError::Library), None);
    }
}
