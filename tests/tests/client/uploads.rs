//! Multipart bodies.

use avouch_runtime::{Body, Bytes, Credential, Upload};
use cloudfoundry_v3::Client;
use cloudfoundry_v3::models::{MatchedResource, Package, PackageState, ResourceChecksum};
use cloudfoundry_v3::packages::UploadPackageBitsAnswer;

use crate::scenery::{client, create_package};
use crate::stage::{Act, Stage, json};

fn kept() -> MatchedResource {
    let checksum = ResourceChecksum { value: "002d760bea1be268e27077412e11a320d0f164d3".to_owned() };
    MatchedResource { checksum, size_in_bytes: 36, path: "path/to/\u{e9}".to_owned(), mode: None }
}

/// What the body of an upload has to be, byte for byte.
fn expected(boundary: &str, file_name: &str, bits: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
    body.extend_from_slice(
        format!("Content-Disposition: form-data; name=\"bits\"; filename=\"{file_name}\"\r\n").as_bytes(),
    );
    body.extend_from_slice(b"Content-Type: application/zip\r\n\r\n");
    body.extend_from_slice(bits);
    body.extend_from_slice(format!("\r\n--{boundary}\r\n").as_bytes());
    body.extend_from_slice(b"Content-Disposition: form-data; name=\"resources\"\r\n");
    body.extend_from_slice(b"Content-Type: application/json\r\n\r\n");
    body.extend_from_slice(
        "[{\"checksum\":{\"value\":\"002d760bea1be268e27077412e11a320d0f164d3\"},\"size_in_bytes\":36,\
         \"path\":\"path/to/\u{e9}\"}]"
            .as_bytes(),
    );
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    body
}

const BITS: &[u8] = b"PK\x03\x04\r\n--\r\n\xff\0";

#[tokio::test]
async fn bytes_files_and_streams_make_the_same_body() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let file = tempfile::Builder::new().prefix("app \"one\"").suffix(".zip").tempfile().unwrap();
    std::fs::write(file.path(), BITS).unwrap();
    let name = file.path().file_name().unwrap().to_str().unwrap().replace('"', "%22");
    let uploads = [
        (Upload::from(BITS), "bits".to_owned()),
        (Upload::from(BITS).file_name("app.zip"), "app.zip".to_owned()),
        (Upload::file(file.path()), name),
        (Upload::stream(Body::from(Bytes::from_static(BITS)), Some(BITS.len() as u64)), "bits".to_owned()),
    ];
    for (upload, name) in uploads {
        let guid = create_package(&client).await;
        let answer = client.packages().upload_bits(&guid).bits(upload).resources(&[kept()]).send().await.unwrap();
        let UploadPackageBitsAnswer::Ok(Package::Bits(package)) = answer.into_inner() else { panic!("another answer") };
        assert_eq!((&package.guid, &package.state), (&guid, &PackageState::ProcessingUpload));

        let request = stage.last();
        assert_eq!(request.line(), format!("POST /v3/packages/{guid}/upload"));
        let boundary = request.header("content-type").unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
        let body = expected(boundary.trim_matches('"'), &name, BITS);
        assert_eq!(request.body, body);
        assert_eq!(request.header("content-length"), Some(body.len().to_string().as_str()));
    }
}

#[tokio::test]
async fn files_already_kept_are_named_in_json() {
    let stage = Stage::mock().await;
    let client = client(&stage);
    let guid = create_package(&client).await;
    let body = cloudfoundry_v3::models::MatchedResources { resources: vec![kept()] };
    client.packages().upload_bits_json(&guid, &body).await.unwrap();
    assert_eq!(stage.last().header("content-type"), Some("application/json"));
    assert!(stage.last().text().starts_with("{\"resources\":[{\"checksum\":"));
}

#[tokio::test]
async fn a_file_is_sent_again_with_a_new_token() {
    let stage = Stage::scripted(|request, _| match request.header("authorization") {
        Some("Bearer t1") => Act::Forward,
        _ => json(401, &serde_json::json!({"errors": [{"code": 1000, "title": "t", "detail": "d"}]})),
    })
    .await;
    let guid = create_package(&client_with(&stage, Credential::bearer("t1"))).await;
    let before = stage.seen().len();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), vec![7; 300_000]).unwrap();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let client = client_with(
        &stage,
        Credential::refreshed(move || {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            async move { Ok::<_, std::io::Error>(format!("t{number}")) }
        }),
    );
    client.packages().upload_bits(&guid).bits(Upload::file(file.path())).send().await.unwrap();
    let seen = stage.seen().split_off(before);
    assert_eq!(seen.len(), 2);
    assert!(seen[0].body.len() > 300_000 && seen[0].body == seen[1].body);
}

fn client_with(stage: &Stage, credential: Credential) -> Client {
    Client::builder(&stage.base).credential(credential).build().unwrap()
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named_and_nothing_is_sent() {
    let stage = Stage::mock().await;
    let upload = Upload::file("/nowhere/app.zip");
    let error = client(&stage).packages().upload_bits("p").bits(upload).send().await.unwrap_err();
    assert!(error.to_string().contains("/nowhere/app.zip"), "{error}");
    assert_eq!(stage.connections(), 0);
}
