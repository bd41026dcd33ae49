import OmniZipBundle
import OmniZipIngest
import OmniZipPreview

/// The videos that a run has done, as long as they are few enough to be listed one by one.
actor ListedVideos {
    private var kept: [ManifestLine] = []
    private var count = 0

    /// The videos by name; none if there were too many.
    var lines: [ManifestLine] {
        count > RunReport.mostListedVideos ? [] : kept.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Takes in one event.
    func note(_ event: BatchEvent) {
        guard case .finished(let result) = event, case .done(let video) = result.outcome else { return }
        count += 1
        if count <= RunReport.mostListedVideos { kept.append(video.line) } else { kept = [] }
    }
}
