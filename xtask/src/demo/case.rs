//! The cases of the demonstration, and whether each ended as it should.

use crate::failure::Failure;
use crate::program::Program;
use std::fmt;
use std::time::Instant;

/// One control.
pub struct Case {
    /// The folder its result lies in.
    pub name: &'static str,
    /// What happens.
    pub title: &'static str,
    /// The folder of the document.
    pub document: &'static str,
    /// The living face.
    pub selfie: &'static str,
    /// The policy.
    pub policy: &'static str,
    /// How it must end.
    pub expected: Expected,
}

/// How a control must end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Accepted at level high.
    Accepted,
    /// Refused for this reason and no other.
    Refused(&'static str),
}

/// Every case.
pub const ALL: [Case; 5] = [
    Case {
        name: "honest",
        title: "The holder shows the passport",
        document: "passport",
        selfie: "obama2.jpg",
        policy: "demo",
        expected: Expected::Accepted,
    },
    Case {
        name: "real-policy",
        title: "The same under the policy for real documents: a still file and a specimen anchor are not enough",
        document: "passport",
        selfie: "obama2.jpg",
        policy: "high",
        expected: Expected::Refused("assurance_not_met"),
    },
    Case {
        name: "impostor",
        title: "Fraud: another person shows the passport",
        document: "passport",
        selfie: "biden.jpg",
        policy: "demo",
        expected: Expected::Refused("face_not_matched"),
    },
    Case {
        name: "changed-portrait",
        title: "Fraud: one byte of the portrait on the chip (DG2) is changed",
        document: "passport-changed",
        selfie: "obama2.jpg",
        policy: "demo",
        expected: Expected::Refused("data_group_hash_mismatch"),
    },
    Case {
        name: "clone",
        title: "Fraud: a copy of the chip with all its files, but without its Chip Authentication key",
        document: "passport-clone",
        selfie: "obama2.jpg",
        policy: "demo",
        expected: Expected::Refused("chip_not_genuine"),
    },
];

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted => f.write_str("accepted, level high"),
            Self::Refused(reason) => write!(f, "refused, {reason}"),
        }
    }
}

impl Case {
    /// Runs the control, shows its account, and says whether it ended as it should.
    pub fn judge(&self, control: Program) -> Result<bool, Failure> {
        let started = Instant::now();
        let (account, code) = show(control)?;
        let reasons: Vec<&str> = account.lines().filter_map(reason).collect();
        let right = match self.expected {
            Expected::Accepted => code == Some(0) && account.starts_with("accepted, level high"),
            Expected::Refused(expected) => {
                code == Some(1) && account.starts_with("refused") && reasons == [expected]
            }
        };
        let word = if right { "as expected" } else { "NOT as expected" };
        println!("   {word}, {:.1} s", started.elapsed().as_secs_f64());
        Ok(right)
    }
}

/// The code in a line of the account that gives a reason.
fn reason(line: &str) -> Option<&str> {
    let (code, _advice) = line.trim_start().strip_prefix("reason ")?.split_once(':')?;
    Some(code.trim())
}

/// Runs a verification, shows what it says, and tells whether it found everything valid.
pub fn is_valid(verification: Program) -> Result<bool, Failure> {
    let (_, code) = show(verification)?;
    Ok(code == Some(0))
}

fn show(program: Program) -> Result<(String, Option<i32>), Failure> {
    program.say();
    let output = program.output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr).into_owned();
    for line in said.lines().chain(complained.lines()) {
        println!("   {line}");
    }
    Ok((said, output.status.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_read_from_the_account() {
        assert_eq!(
            reason("  reason     chip_not_genuine: Treat the chip as copied."),
            Some("chip_not_genuine")
        );
        assert_eq!(reason("  chip       refused: chip_not_genuine"), None);
    }
}
