import Testing

@testable import OmniZipCore

@Suite struct AudioSelectionTests {
    @Test func countsRoundHalvesToEven() {
        #expect(AudioSelection.dominantCount(tokenCount: 5, rhoAudio: 0.5) == 2)
        #expect(AudioSelection.dominantCount(tokenCount: 7, rhoAudio: 0.5) == 4)
        #expect(AudioSelection.dominantCount(tokenCount: 50, rhoAudio: 0.3) == 35)
        #expect(AudioSelection.dominantCount(tokenCount: 50, rhoAudio: 0) == 50)
        #expect(AudioSelection.dominantCount(tokenCount: 50, rhoAudio: 1) == 0)
        #expect(AudioSelection.dominantCount(tokenCount: 0, rhoAudio: 0.3) == 0)
    }

    @Test func equalSaliencyGoesToTheLowerIndex() {
        let mask = AudioSelection.dominant(saliency: [0.5, 0.9, 0.5, 0.5, 0.1], rhoAudio: 0.4)
        #expect(mask == [true, true, true, false, false])
        #expect(AudioSelection.dominant(saliency: [1, 1, 1, 1], rhoAudio: 0.5) == [true, true, false, false])
    }
}
