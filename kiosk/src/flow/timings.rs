//! How long the kiosk waits for whom.

use std::time::Duration;

/// The time-outs.
#[derive(Debug, Clone, Copy)]
pub struct Timings {
    /// Without a key or a touch for so long, the case is wiped.
    pub idle: Duration,
    /// So long before, the person is asked whether somebody is still there.
    pub warning: Duration,
    /// The outcome stands for so long.
    pub outcome: Duration,
    /// Without a case for so long, the officer is signed out.
    pub sign_out: Duration,
    /// What was proven of the chip stands for so long before the camera opens.
    pub proofs: Duration,
    /// A face must be still for so long to be taken without an officer.
    pub steady: Duration,
}

impl Timings {
    /// At the counter an officer is present.
    pub const ATTENDED: Self = Self {
        idle: Duration::from_secs(300),
        warning: Duration::from_secs(30),
        outcome: Duration::from_secs(120),
        sign_out: Duration::from_secs(900),
        proofs: Duration::from_millis(1800),
        steady: Duration::from_millis(1500),
    };
    /// In the booth the next person must never see the last one.
    pub const UNATTENDED: Self = Self {
        idle: Duration::from_secs(60),
        warning: Duration::from_secs(15),
        outcome: Duration::from_secs(25),
        ..Self::ATTENDED
    };
}
