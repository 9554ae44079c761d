//! How long the kiosk waits for whom.

use std::time::Duration;

/// The time-outs.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// Without a key or a touch for so long, the case is wiped.
    pub idle: Duration,
    /// So long before, the person is asked whether somebody is still there.
    pub warning: Duration,
    /// The outcome stands for so long without a key or a touch.
    pub outcome: Duration,
    /// Without a case for so long, the officer is signed out.
    pub sign_out: Duration,
    /// What was proven of the chip stands for so long before the camera opens.
    pub proofs: Duration,
    /// A face must be still for so long to be taken without an officer.
    pub steady: Duration,
    /// After a picture that was not good enough, the next one takes itself no sooner.
    pub again: Duration,
    /// A face that is not found for so long is taken as it is.
    pub patience: Duration,
    /// No case lasts longer: what was read at its beginning must still hold when its result is signed.
    pub case: Duration,
    /// Work that nobody can leave takes no longer.
    pub work: Duration,
}

impl Timings {
    /// At the counter an officer is present.
    pub const ATTENDED: Self = Self {
        idle: Duration::from_secs(300),
        warning: Duration::from_secs(30),
        outcome: Duration::from_secs(120),
        sign_out: Duration::from_secs(300),
        proofs: Duration::from_millis(1800),
        steady: Duration::from_secs(3),
        again: Duration::from_secs(6),
        patience: Duration::from_secs(30),
        case: Duration::from_secs(600),
        work: Duration::from_secs(60),
    };
    /// Under a policy that wants the face so soon after the document, the whole case is no longer.
    pub fn within(self, minutes: Option<u32>) -> Self {
        let limit = minutes.map_or(self.case, |minutes| Duration::from_secs(u64::from(minutes) * 60));
        Self { case: self.case.min(limit), ..self }
    }

    /// In the booth the next person must never see the last one.
    pub const UNATTENDED: Self = Self {
        idle: Duration::from_secs(60),
        warning: Duration::from_secs(20),
        outcome: Duration::from_secs(60),
        ..Self::ATTENDED
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_shortens_a_case_and_never_lengthens_it() {
        let case = |minutes| Timings::ATTENDED.within(minutes).case.as_secs();
        assert_eq!((case(Some(3)), case(Some(30)), case(None)), (180, 600, 600));
    }
}
