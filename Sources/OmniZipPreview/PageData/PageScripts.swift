extension PageTemplate {
    /// The scripts of a video's page, in the order in which they need each other.
    static let videoScripts = [PackageResources.video_js]
    /// The scripts of a folder's page.
    static let folderScripts = [PackageResources.folder_js]
}
