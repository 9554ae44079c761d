//! The worked examples of ICAO 9303-11 appendix H: PACE with integrated mapping, on brainpoolP256r1 and over integers.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use emrtd::access::pace::{PaceError, encrypt_nonce};
use emrtd::crypto::{Cipher, Domain, KeyAgreementError, KeyPair, SessionKeys, SymmetricKey};
use emrtd::domain_parameters::{Curve, DomainParameters, ModpGroup};
use emrtd::password::{MrzKey, Password};
use openssl::bn::{BigNum, BigNumContext};
use support::pace::{Example, as_drawn};

fn bytes(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

fn password() -> Password {
    Password::Mrz(MrzKey::new("T22000129", "640812", "101031").unwrap())
}

/// What an example gives, with the answers that it implies.
struct Mapping {
    info: &'static str,
    parameters: DomainParameters,
    nonce: &'static str,
    encrypted_nonce: &'static str,
    terminal_nonce: &'static str,
    generator: &'static str,
    terminal_private: Vec<u8>,
    terminal_public: &'static str,
    chip_public: &'static str,
    shared_secret: &'static str,
    session_keys: [&'static str; 2],
    tokens: [&'static str; 2],
}

fn h_1() -> Mapping {
    Mapping {
        info: "3012060A04007F0007020204040202010202010D",
        parameters: Curve::BrainpoolP256r1.into(),
        nonce: "2923BE84E16CD6AE529049F1F1BBE9EB",
        encrypted_nonce: "143DC40C08C8E891FBED7DEDB92B64AD",
        terminal_nonce: "5DD4CBFC96F5453B130D890A1CDBAE32",
        generator: "048E82D31559ED0FDE92A4D0498ADD3C23BABA94FB77691E31E90AEA77FB17D4274C1AE14BD0C3DB\
                    AC0C871B7F3608169364437CA30AC243A089D3F266C1E60FAD",
        terminal_private: bytes("A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595"),
        terminal_public: "0489CBA23FFE96AA18D824627C3E934E54A9FD0B87A95D1471DC1C0ABFDCD640D46755DE9B7B7782\
                    80B6BEBD57439ADFEB0E21FD4ED6DF42578C13418A59B34C37",
        chip_public: "0467F78E5F7F7686082B293E8D087E056916D0F74BC01A5F8957D0DE45691E51E8932B69A962B52A\
                    0985AD2C0A271EE6A13A8ADDDCD1A3A994B9DED257F4D22753",
        shared_secret: "4F150FDE1D4F0E38E95017B891BAE17133A0DF45B0D3E18B60BA7BEAFDC2C713",
        session_keys: ["0D3FEB33251A6370893D62AE8DAAF51B", "B01E89E3D9E8719E586B50B4A7506E0B"],
        tokens: ["450F02B86F6A0909", "75D4D96E8D5B0308"],
    }
}

fn h_2() -> Mapping {
    // The example's private key is longer than the order: it stands for its remainder.
    let key = "4BD0E54740F9A028E6A515BFDAF967848C4F5F5FFF65AA0915947FFD1A0DF2FA6981271BC905F3551457B7E0\
            3AC3B8066DE4AA406C1171FB43DD939C4BA16175103BA3DEE16419AA248118F90CC36A3D6F4C373652E0C3CC\
            E7F0F1D0C5425B3600F0F0D6A67F004C8BBA33F2B4733C7252445C1DFC4F1107203F71D2EFB28161";
    Mapping {
        info: "3012060A04007F00070202040302020102020100",
        parameters: ModpGroup::Modp1024Order160.into(),
        nonce: "FA5B7E3E49753A0DB9178B7B9BD898C8",
        encrypted_nonce: "9ABB8864CA0FF1551E620D1EF4E13510",
        terminal_nonce: "B3A6DB3C870C3E99245E0D1C06B747DE",
        generator: "1D7D767F11E333BCD6DBAEF40E799E7A926B96973550656FF3C830726D118D61C276CDCC61D475CF\
                    03A98E0C0E79CAEBA5BE25578BD4551D0B10903236F0B0F976852FA78EEA14EA0ACA87D1E91F688F\
                    E0DFF897BBE35A472621D343564B262F34223AE8FC59B664BFEDFA2BFE7516CA5510A6BBB633D517\
                    EC25D4E0BBAA16C2",
        terminal_private: modulo_order(&bytes(key)),
        terminal_public: "0F0CC62945A8029251FB7EF3C094E12EC68E4EF07F27CB9D9CD04C5C4250FAE0E4F8A951557E929A\
                    EB48E5C6DD47F2F5CD7C351A9BD2CD722C07EDE166770F08FFCB370262CF308DD7B07F2E0DA9CAAA\
                    1492344C852906919538C98A4BA4187E76CE9D87832386D319CE2E043C3343AEAE6EDBA1A9894DC5\
                    094D22F7FE1351D5",
        chip_public: "928D9A0F9DBA450F13FC859C6F290D1D36E42431138A4378500BEB4E0401854CFF111F71CB6DC1D0\
                    335807A11388CC8EAA87B07907AAD9FBA6B169AF6D8C26AF8DDDC39ADC3AD2E3FF882B84D23E9768\
                    E95A80E4746FB07A9767679FE92133B4D379935C771BD7FBED6C7BB4B1708B275EA75679524CDC9C\
                    6A91370CC662A2F3",
        shared_secret: "419410D6C0A17A4C07C54872CE1CBCEB0A2705C1A434C8A89A4CFE41F1D78124CA7EC52BDE7615E5\
                    345E48AB1ABB6E7D1D59A57F3174084D3CA4570397C1F62228BDFDB2DA191EA2239E2C060DBE3BBC\
                    23C2FCD0AF12E0F9E0B99FCF91FF1959011D5798B2FCBC1F14FCC24E441F4C8F9B08D977E9498560\
                    E63E7FFAB3134EA7",
        session_keys: ["01AFC10CF87BE36D8179E87370171F07", "23F0FBD05FD6C7B8B88F4C8309669061"],
        tokens: ["55D61977CBF5307E", "C2F04230187E1525"],
    }
}

fn modulo_order(number: &[u8]) -> Vec<u8> {
    let parameters = ModpGroup::Modp1024Order160.parameters().unwrap();
    let mut remainder = BigNum::new().unwrap();
    let number = BigNum::from_slice(number).unwrap();
    remainder.nnmod(&number, parameters.prime_q().unwrap(), &mut BigNumContext::new().unwrap()).unwrap();
    remainder.to_vec_padded(20).unwrap()
}

impl Mapping {
    fn mapped(&self, nonce: &[u8]) -> Result<Domain, KeyAgreementError> {
        let domain = Domain::new(self.parameters).unwrap();
        domain.map_integrated(Cipher::Aes128, nonce, &bytes(self.terminal_nonce))
    }

    /// The example's K_π belongs to no password that it names: here the chip has the one of appendix G.
    fn example(&self) -> Example {
        let key = password().pace_key(Cipher::Aes128).unwrap();
        let encrypted = encrypt_nonce(&key, &bytes(self.nonce)).unwrap();
        let object = |tag, content: &[u8]| {
            let mut answer = emrtd::tlv::encode(0x7C, &emrtd::tlv::encode(tag, content));
            answer.extend([0x90, 0x00]);
            answer
        };
        Example {
            info: self.info,
            password: password(),
            drawn: vec![as_drawn(bytes(self.terminal_nonce)), self.terminal_private.clone()],
            answers: vec![
                bytes("9000"),
                object(0x80, &encrypted),
                object(0x82, &[]),
                object(0x84, &bytes(self.chip_public)),
                object(0x86, &bytes(self.tokens[1])),
            ],
        }
    }
}

#[test]
fn h_encrypted_nonces() {
    let key = SymmetricKey::new(Cipher::Aes128, &bytes("591468CDA83D65219CCCB8560233600F")).unwrap();
    for mapping in [h_1(), h_2()] {
        assert_eq!(encrypt_nonce(&key, &bytes(mapping.nonce)).unwrap(), bytes(mapping.encrypted_nonce));
    }
}

#[test]
fn h_mapped_generator_shared_secret_and_keys() {
    for mapping in [h_1(), h_2()] {
        let mapped = mapping.mapped(&bytes(mapping.nonce)).unwrap();
        assert_eq!(mapped.generator().unwrap(), bytes(mapping.generator));
        let own = KeyPair::from_private(&mapped, &mapping.terminal_private).unwrap();
        assert_eq!(own.public_key(), bytes(mapping.terminal_public));
        let secret = own.shared_secret(&bytes(mapping.chip_public)).unwrap();
        assert_eq!(secret.to_vec(), bytes(mapping.shared_secret));
        let keys = SessionKeys::derive(Cipher::Aes128, &secret).unwrap();
        assert_eq!(keys.encryption.secret_bytes(), bytes(mapping.session_keys[0]));
        assert_eq!(keys.authentication.secret_bytes(), bytes(mapping.session_keys[1]));
        // The rejecting twin: a nonce one bit off gives another generator, one that is too short none.
        let mut nonce = bytes(mapping.nonce);
        nonce[15] ^= 1;
        assert_ne!(mapping.mapped(&nonce).unwrap().generator().unwrap(), bytes(mapping.generator));
        assert_eq!(mapping.mapped(&nonce[..15]).err(), Some(KeyAgreementError::InvalidNonce));
    }
}

#[test]
fn h_every_command_of_the_terminal() {
    for mapping in [h_1(), h_2()] {
        let (sent, outcome) = mapping.example().run();
        assert_eq!(sent[2], bytes(&format!("10860000147C128110{}00", mapping.terminal_nonce)));
        assert!(hex::encode_upper(&sent[3]).contains(mapping.terminal_public));
        assert_eq!(sent[4], bytes(&format!("008600000C7C0A8508{}00", mapping.tokens[0])));
        assert!(outcome.is_ok_and(|outcome| outcome.chip_authentication.is_none()));
    }
}

#[test]
fn h_an_answer_one_bit_off_is_refused() {
    for mapping in [h_1(), h_2()] {
        let example = mapping.example();
        assert_eq!(example.changed(1), Some(PaceError::ChipNotAuthenticated));
        let outside = PaceError::KeyAgreement(KeyAgreementError::InvalidPublicKey);
        assert_eq!(example.changed(3), Some(outside));
        assert_eq!(example.changed(4), Some(PaceError::ChipNotAuthenticated));
        let mut answers = example.answers.clone();
        answers[2] = bytes("7C038201009000");
        assert_eq!(example.run_against(&answers).1.err(), Some(PaceError::Malformed));
        answers[2] = bytes("7C009000");
        assert!(example.run_against(&answers).1.is_ok());
    }
}

/// ICAO 9303-11 §9.5.1: the integrated mapping is for every curve but P-224.
#[test]
fn both_sides_map_to_the_same_point_on_every_curve_that_has_the_mapping() {
    for parameters in DomainParameters::all() {
        for cipher in Cipher::ALL {
            let (nonce, terminal_nonce) = (vec![7; cipher.nonce_length()], vec![9; cipher.key_length()]);
            let domain = Domain::new(parameters).unwrap();
            let mapped = domain.map_integrated(cipher, &nonce, &terminal_nonce);
            if parameters == Curve::P224.into() {
                assert_eq!(mapped.err(), Some(KeyAgreementError::UnsupportedMapping));
                continue;
            }
            let mapped = mapped.unwrap();
            let [one, other] = [3u8, 5].map(|key| KeyPair::from_private(&mapped, &[key]).unwrap());
            let secret = one.shared_secret(other.public_key()).unwrap();
            assert_eq!(*secret, *other.shared_secret(one.public_key()).unwrap());
        }
    }
}
