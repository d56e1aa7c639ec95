//! Signatures of SNS messages: the key, the certificate by which a subscriber checks them, and the text they cover.
//! Who fetches the certificate, and from which URL, is told elsewhere.
//! <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rand_chacha::ChaCha20Rng;
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::EncodePublicKey;
use rsa::rand_core::SeedableRng;
use rsa::signature::{Keypair, SignatureEncoding, Signer as _};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use x509_cert::builder::{self, Builder, CertificateBuilder, Profile};
use x509_cert::der::asn1::{GeneralizedTime, Ia5String};
use x509_cert::der::pem::LineEnding;
use x509_cert::der::{DateTime, EncodePem};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

/// The bits of a key, as many as Amazon's.
const KEY_BITS: usize = 2048;

/// The exponent of every public key.
const EXPONENT: u32 = 65_537;

/// Who signs, by the name that stands in Amazon's certificates.
const HOST: &str = "sns.amazonaws.com";

/// A certificate's subject and issuer. Some verifiers ask for `Amazon` or `AWS` in the issuer's name.
const SUBJECT: &str = "CN=sns.amazonaws.com,O=Eventyard (an emulator of AWS)";

/// The first and last year of a certificate. Fixed, as the emulator's clock can stand anywhere and may be moved back.
const YEARS: (u16, u16) = (2020, 2060);

/// Which hash a signature is made with: a topic's attribute `SignatureVersion`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureVersion {
    /// SHA-1, what a topic has unless told otherwise.
    #[default]
    One,
    /// SHA-256.
    Two,
}

impl SignatureVersion {
    /// What a message and a topic's attribute say.
    pub fn as_str(self) -> &'static str {
        match self {
            SignatureVersion::One => "1",
            SignatureVersion::Two => "2",
        }
    }
}

/// The text is neither `1` nor `2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASignatureVersion;

impl FromStr for SignatureVersion {
    type Err = NotASignatureVersion;

    fn from_str(text: &str) -> Result<Self, NotASignatureVersion> {
        match text {
            "1" => Ok(SignatureVersion::One),
            "2" => Ok(SignatureVersion::Two),
            _ => Err(NotASignatureVersion),
        }
    }
}

/// What of a message is signed. Message attributes and the unsubscribe URL are not.
#[derive(Clone, Copy, Debug)]
pub struct SignedFields<'a> {
    /// The message, or the text of a confirmation.
    pub message: &'a str,
    /// The message's id.
    pub message_id: &'a str,
    /// A notification's subject, if it has one.
    pub subject: Option<&'a str>,
    /// Where a confirmation is answered; no notification has it.
    pub subscribe_url: Option<&'a str>,
    /// When it was published, as the message says it.
    pub timestamp: &'a str,
    /// What a confirmation is answered with; no notification has it.
    pub token: Option<&'a str>,
    /// The topic's ARN.
    pub topic_arn: &'a str,
    /// `Notification`, `SubscriptionConfirmation` or `UnsubscribeConfirmation`.
    pub message_type: &'a str,
}

impl SignedFields<'_> {
    /// The text to sign: name and value of what is there, a line each, by name.
    pub fn string_to_sign(&self) -> String {
        let fields = [
            ("Message", Some(self.message)),
            ("MessageId", Some(self.message_id)),
            ("Subject", self.subject),
            ("SubscribeURL", self.subscribe_url),
            ("Timestamp", Some(self.timestamp)),
            ("Token", self.token),
            ("TopicArn", Some(self.topic_arn)),
            ("Type", Some(self.message_type)),
        ];
        let mut text = String::with_capacity(self.message.len() + 512);
        for (name, value) in fields {
            if let Some(value) = value {
                text.extend([name, "\n", value, "\n"]);
            }
        }
        text
    }
}

/// Signs messages. Its key is made when it is first needed: many a world never signs anything.
pub struct Signer {
    seed: Option<u64>,
    made: OnceLock<Made>,
}

/// The key for either hash, and what there is to tell of it.
struct Made {
    one: SigningKey<Sha1>,
    two: SigningKey<Sha256>,
    certificate_pem: String,
    certificate_name: String,
}

impl Signer {
    /// A signer whose key follows from `seed`, or is another one each time.
    pub fn new(seed: Option<u64>) -> Self {
        Signer { seed, made: OnceLock::new() }
    }

    /// The signature of `text` in base64. It depends on nothing but key, version and text.
    pub fn sign(&self, version: SignatureVersion, text: &str) -> String {
        let made = self.made();
        let signature = match version {
            SignatureVersion::One => made.one.sign(text.as_bytes()),
            SignatureVersion::Two => made.two.sign(text.as_bytes()),
        };
        STANDARD.encode(signature.to_bytes())
    }

    /// The self-signed X.509 certificate that has the public key, as PEM.
    pub fn certificate_pem(&self) -> &str {
        &self.made().certificate_pem
    }

    /// The last part of the certificate's URL: `SimpleNotificationService-<32 hexadecimal digits>.pem`, another name
    /// for another key, since subscribers keep certificates by URL.
    pub fn certificate_name(&self) -> &str {
        &self.made().certificate_name
    }

    fn made(&self) -> &Made {
        self.made.get_or_init(|| {
            let key = key(self.seed);
            let two = SigningKey::new(key.clone());
            let (certificate_pem, id) = certificate(&two).expect("a new key and constants make a certificate");
            let certificate_name = format!("SimpleNotificationService-{id:032x}.pem");
            Made { one: SigningKey::new(key), two, certificate_pem, certificate_name }
        })
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// A key of four primes instead of two (RFC 8017 calls it multi-prime). Nobody sees it by the public key; it signs in
/// less than half of the time and is made in a quarter. That it is less hard to break matters little here.
fn key(seed: Option<u64>) -> RsaPrivateKey {
    let mut random = seed.map_or_else(ChaCha20Rng::from_entropy, ChaCha20Rng::seed_from_u64);
    loop {
        let halves = [(); 2].map(|()| RsaPrivateKey::new(&mut random, KEY_BITS / 2));
        let [Ok(one), Ok(other)] = halves else { continue };
        let primes = [one.primes(), other.primes()].concat();
        let Ok(mut key) = RsaPrivateKey::from_primes(primes, EXPONENT.into()) else { continue };
        // Some products are a bit short.
        if key.n().bits() == KEY_BITS && key.precompute().is_ok() {
            return key;
        }
    }
}

/// A certificate of `key`, signed by itself, and the number by which both are known.
fn certificate(key: &SigningKey<Sha256>) -> Result<(String, u128), builder::Error> {
    let public = key.verifying_key().to_public_key_der()?;
    let digest = Sha256::digest(public.as_bytes());
    let id = digest.iter().take(16).fold(0, |id: u128, byte| id << 8 | u128::from(*byte));
    let subject = Name::from_str(SUBJECT)?;
    let new_year = |year| DateTime::new(year, 1, 1, 0, 0, 0).map(|date| GeneralizedTime::from_date_time(date).into());
    let mut certificate = CertificateBuilder::new(
        Profile::Leaf { issuer: subject.clone(), enable_key_agreement: false, enable_key_encipherment: false },
        SerialNumber::new(&id.to_be_bytes())?,
        Validity { not_before: new_year(YEARS.0)?, not_after: new_year(YEARS.1)? },
        subject,
        SubjectPublicKeyInfoOwned::from_key(key.verifying_key())?,
        key,
    )?;
    certificate.add_extension(&SubjectAltName(vec![GeneralName::DnsName(Ia5String::new(HOST)?)]))?;
    Ok((certificate.build()?.to_pem(LineEnding::LF)?, id))
}

#[cfg(test)]
mod tests {
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::Verifier;
    use x509_cert::Certificate;
    use x509_cert::der::{DecodePem, Encode};
    use x509_cert::spki::{DecodePublicKey, SubjectPublicKeyInfoRef};

    use super::*;

    const NOTIFICATION: SignedFields<'static> = SignedFields {
        message: "several\nlines, ü",
        message_id: "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        subject: Some("My First Message"),
        subscribe_url: None,
        timestamp: "2012-05-02T00:54:06.655Z",
        token: None,
        topic_arn: "arn:aws:sns:us-west-2:123456789012:MyTopic",
        message_type: "Notification",
    };

    /// The key of a certificate, as a subscriber gets it.
    fn public_key<K: DecodePublicKey>(certificate: &Certificate) -> K {
        let info = certificate.tbs_certificate.subject_public_key_info.to_der().unwrap();
        K::from_public_key_der(&info).unwrap()
    }

    fn bytes(base64: &str) -> Signature {
        STANDARD.decode(base64).unwrap().as_slice().try_into().unwrap()
    }

    #[test]
    fn subscribers_can_check_both_versions_by_the_certificate() {
        let signer = Signer::new(None);
        let certificate = Certificate::from_pem(signer.certificate_pem()).unwrap();
        for text in ["", "a", &NOTIFICATION.string_to_sign(), &"long ".repeat(50_000)] {
            let one = bytes(&signer.sign(SignatureVersion::One, text));
            public_key::<VerifyingKey<Sha1>>(&certificate).verify(text.as_bytes(), &one).unwrap();
            let two = bytes(&signer.sign(SignatureVersion::Two, text));
            public_key::<VerifyingKey<Sha256>>(&certificate).verify(text.as_bytes(), &two).unwrap();
            assert!(public_key::<VerifyingKey<Sha256>>(&certificate).verify(b"another text", &two).is_err());
        }
    }

    #[test]
    fn the_certificate_is_signed_by_itself_and_says_whose_it_is() {
        let signer = Signer::new(Some(1));
        let certificate = Certificate::from_pem(signer.certificate_pem()).unwrap();
        let signed = certificate.tbs_certificate.to_der().unwrap();
        let signature = certificate.signature.raw_bytes().try_into().unwrap();
        public_key::<VerifyingKey<Sha256>>(&certificate).verify(&signed, &signature).unwrap();

        let told = &certificate.tbs_certificate;
        assert_eq!(told.subject.to_string(), SUBJECT);
        assert_eq!(told.issuer, told.subject);
        assert_eq!(told.validity.not_before.to_string(), "2020-01-01T00:00:00Z");
        assert_eq!(told.validity.not_after.to_string(), "2060-01-01T00:00:00Z");
        let (_, names) = told.get::<SubjectAltName>().unwrap().unwrap();
        assert_eq!(names.0, [GeneralName::DnsName(Ia5String::new(HOST).unwrap())]);
        let info = told.subject_public_key_info.to_der().unwrap();
        let key = rsa::RsaPublicKey::try_from(SubjectPublicKeyInfoRef::try_from(info.as_slice()).unwrap()).unwrap();
        assert_eq!((key.n().bits(), key.e()), (KEY_BITS, &EXPONENT.into()));
    }

    #[test]
    fn a_seed_gives_the_same_key_certificate_and_signatures() {
        let (one, same, other) = (Signer::new(Some(7)), Signer::new(Some(7)), Signer::new(Some(8)));
        assert_eq!(one.certificate_pem(), same.certificate_pem());
        assert_eq!(one.certificate_name(), same.certificate_name());
        for version in [SignatureVersion::One, SignatureVersion::Two] {
            assert_eq!(one.sign(version, "text"), same.sign(version, "text"));
            assert_ne!(one.sign(version, "text"), other.sign(version, "text"));
        }
        assert_ne!(one.certificate_name(), other.certificate_name());

        let digits = one.certificate_name().strip_prefix("SimpleNotificationService-");
        let digits = digits.and_then(|name| name.strip_suffix(".pem")).unwrap();
        assert!(digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    }

    #[test]
    fn a_notification_is_signed_by_the_fields_it_has() {
        let with_subject = "Message\nseveral\nlines, ü\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n\
            Subject\nMy First Message\nTimestamp\n2012-05-02T00:54:06.655Z\n\
            TopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\nType\nNotification\n";
        assert_eq!(NOTIFICATION.string_to_sign(), with_subject);
        let without = SignedFields { subject: None, ..NOTIFICATION };
        assert_eq!(without.string_to_sign(), with_subject.replace("Subject\nMy First Message\n", ""));
    }

    #[test]
    fn a_confirmation_is_signed_with_url_and_token() {
        let confirmation = SignedFields {
            subject: None,
            subscribe_url: Some("http://localhost:4566/?Action=ConfirmSubscription"),
            token: Some("2336412f37fb687f"),
            message_type: "SubscriptionConfirmation",
            ..NOTIFICATION
        };
        let text = "Message\nseveral\nlines, ü\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\n\
            SubscribeURL\nhttp://localhost:4566/?Action=ConfirmSubscription\nTimestamp\n2012-05-02T00:54:06.655Z\n\
            Token\n2336412f37fb687f\nTopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\n\
            Type\nSubscriptionConfirmation\n";
        assert_eq!(confirmation.string_to_sign(), text);
    }

    #[test]
    fn a_version_is_one_or_two() {
        for version in [SignatureVersion::One, SignatureVersion::Two] {
            assert_eq!(version.as_str().parse(), Ok(version));
        }
        assert_eq!("3".parse::<SignatureVersion>(), Err(NotASignatureVersion));
    }
}
