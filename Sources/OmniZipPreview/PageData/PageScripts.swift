extension PageTemplate {
    /// The scripts of a video's page, in the order in which they need each other.
    static let videoScripts = [
        PackageResources.format_js, PackageResources.media_js, PackageResources.summary_js,
        PackageResources.timeline_js, PackageResources.window_js, PackageResources.video_js,
    ]
    /// The scripts of a folder's page.
    static let folderScripts = [PackageResources.format_js, PackageResources.folder_js]
}
