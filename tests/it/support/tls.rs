//! An HTTPS endpoint whose certificate no system trusts: an authority of the tests' own has signed it, whose key is gone.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A listening endpoint that answers 200. Its thread ends with the tests.
pub struct TlsEndpoint {
    address: SocketAddr,
    lines: Arc<Mutex<Vec<String>>>,
}

impl TlsEndpoint {
    pub fn start() -> Self {
        let certificates = CertificateDer::pem_slice_iter(include_bytes!("tls/server.pem"));
        let certificates = certificates.collect::<Result<Vec<_>, _>>().expect("certificates");
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/server.key")).expect("a key");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("versions").with_no_client_auth().with_single_cert(certificates, key);
        let config = Arc::new(config.expect("a certificate and its key"));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&lines);
        std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let connection = ServerConnection::new(Arc::clone(&config)).expect("a session");
                if let Some(line) = serve(StreamOwned::new(connection, stream)) {
                    seen.lock().expect("no panic").push(line);
                }
            }
        });
        TlsEndpoint { address, lines }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/tls", self.address.port())
    }

    /// The certificate of its authority.
    pub fn ca_file() -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/tls/ca.pem"))
    }

    /// The first lines of the requests that came so far.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic").clone()
    }
}

/// Reads a request and answers it; its first line, unless the client didn't like the certificate.
fn serve(stream: StreamOwned<ServerConnection, TcpStream>) -> Option<String> {
    let mut stream = BufReader::new(stream);
    let (mut first, mut length) = (String::new(), 0);
    stream.read_line(&mut first).ok()?;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        match line.trim().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", text)) => length = text.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    stream.read_exact(&mut vec![0; length]).ok()?;
    let stream = stream.get_mut();
    stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").ok()?;
    stream.conn.send_close_notify();
    stream.flush().ok()?;
    Some(first.trim_end().to_owned())
}
