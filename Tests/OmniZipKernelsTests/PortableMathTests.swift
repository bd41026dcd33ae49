import Foundation
import Testing

@testable import OmniZipKernels

@Suite struct PortableMathTests {
    @Test func exponentialFollowsTheLibraryWithinAFewUlp() {
        for i in -7000...7000 {
            let x = Double(i) * 0.1003
            let expected = Foundation.exp(x)
            #expect(abs(PortableMath.exp(x) - expected) <= 4 * expected.ulp, "exp(\(x))")
        }
        #expect(PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(1000) == .infinity)
        #expect(PortableMath.exp(-1000) == 0)
        #expect(PortableMath.exp(.nan).isNaN)
    }

    @Test func logarithmFollowsTheLibraryWithinAFewUlp() {
        for i in -600...600 {
            let x = Foundation.exp(Double(i) * 0.5 + 0.01)
            let expected = Foundation.log(x)
            #expect(abs(PortableMath.log(x) - expected) <= 4 * max(expected.ulp, 1e-16), "log(\(x))")
            #expect(abs(PortableMath.log10(x) - Foundation.log10(x)) <= 6 * max(expected.ulp, 1e-16))
        }
        #expect(PortableMath.log(1) == 0)
        #expect(PortableMath.log(0) == -.infinity)
        #expect(PortableMath.log(-1).isNaN)
    }

    @Test func sineAndCosineFollowTheLibrary() {
        for i in -4000...4000 {
            let x = Double(i) * 0.37
            #expect(abs(PortableMath.sin(x) - Foundation.sin(x)) < 4e-16, "sin(\(x))")
            #expect(abs(PortableMath.cos(x) - Foundation.cos(x)) < 4e-16, "cos(\(x))")
        }
    }
}
