import OmniZipBundle
import OmniZipCore
import OmniZipTestSupport

/// Embeddings of a made-up clip.
enum RandomEmbeddings {
    /// Windows of 9 audio tokens and 1, 2, 3, ... patches of 2 x 3 cells; every third has no audio, the last no video.
    static func file(windows: Int = 5, dimension: Int = 7, seed: UInt64) throws -> EmbeddingsFile {
        var generator = SeededGenerator(seed: seed)
        var ranges: [TimeWindow] = []
        var end = (audio: 0, patch: 0)
        for index in 0..<windows {
            let audio = index % 3 == 2 ? 0 : 9
            let patches = index == windows - 1 ? 0 : 1 + index % 4
            ranges.append(
                TimeWindow(audio: end.audio..<end.audio + audio, patches: end.patch..<end.patch + patches))
            end = (end.audio + audio, end.patch + patches)
        }
        let video = end.patch * 6
        let saliency = (0..<end.audio).map { _ in generator.nextUnit() }
        return try EmbeddingsFile(
            audio: TokenMatrix(
                rows: end.audio, columns: dimension, values: generator.normals(end.audio * dimension)),
            video: TokenMatrix(rows: video, columns: dimension, values: generator.normals(video * dimension)),
            saliency: saliency, patchCount: end.patch, grid: CellGrid(height: 2, width: 3), windows: ranges,
            modality: nil)
    }
}
