/// The layouts of a dataset.
public enum LayoutName: String, Sendable, Codable, CaseIterable {
    /// The input folder mirrored: two files a video.
    case tree
    /// Tar files of about a thousand videos, as Python's webdataset reads them.
    case webdataset
}
