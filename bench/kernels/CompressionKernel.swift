import OmniZipCore

/// OmniZip itself on random tokens: the plan and every window.
struct CompressionKernel {
    private let windows: [TimeWindow]
    private let grid: CellGrid
    private let dimension: Int
    private let saliency: [Float]
    private let audio: [Float]
    private let video: [Float]

    /// Windows of 50 audio tokens and two patches.
    init(windowCount: Int, grid: CellGrid, dimension: Int) throws {
        self.grid = grid
        self.dimension = dimension
        windows = (0..<windowCount).map {
            TimeWindow(audio: $0 * 50..<$0 * 50 + 50, patches: $0 * 2..<$0 * 2 + 2)
        }
        var noise = Noise(seed: 1)
        saliency = noise.values(windowCount * 50).map { $0 + 1.001 }
        audio = noise.values(windowCount * 50 * dimension)
        video = noise.values(windowCount * 2 * grid.count * dimension)
    }

    func run() throws {
        let plan = try CompressionPlan(
            saliency: saliency, windows: windows, patchCount: windows.count * 2, cellsPerPatch: grid.count,
            parameters: CompressionParameters(rhoAudio: 0.3, rhoVideo: 0.55))
        var compressor = WindowCompressor(plan: plan, grid: grid, dimension: dimension)
        let audioValues = 50 * dimension
        let videoValues = 2 * grid.count * dimension
        audio.withUnsafeBufferPointer { audio in
            video.withUnsafeBufferPointer { video in
                for index in windows.indices {
                    _ = compressor.compress(
                        window: index,
                        audio: UnsafeBufferPointer(rebasing: audio[index * audioValues..<(index + 1) * audioValues]),
                        video: UnsafeBufferPointer(rebasing: video[index * videoValues..<(index + 1) * videoValues]))
                }
            }
        }
    }
}
