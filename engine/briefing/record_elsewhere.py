"""What the forecast was worth on other assets, by state: nothing comes in, the record goes out.

Scored on assets that taught it nothing (docs/floor.md names them) to 21 November 2025. Of each
state, by horizon: Fridays, assets, how much lower its CRPS was than that of the plain walk, from
where to where in nine draws of ten when assets and calendar years are drawn again, and the share of
outcomes in its 80 % interval. The test run that has the closes beside it holds these numbers.
"""

InState = tuple[int, int, float, float, float, float]

ELSEWHERE: dict[str, tuple[InState, ...]] = {
    "every Friday": (
        (16373, 28, 0.038, 0.016, 0.061, 0.795),
        (16128, 28, 0.044, 0.012, 0.077, 0.804),
        (15598, 28, 0.059, 0.011, 0.115, 0.800),
    ),
    "under 25% over the low in the first year": (
        (1667, 27, -0.002, -0.007, 0.006, 0.749),
        (1654, 27, -0.001, -0.008, 0.010, 0.761),
        (1586, 27, 0.004, -0.007, 0.018, 0.736),
    ),
    "under 10% over the low": (
        (2492, 28, -0.004, -0.024, 0.023, 0.745),
        (2477, 28, -0.009, -0.035, 0.025, 0.752),
        (2429, 28, -0.006, -0.049, 0.043, 0.766),
    ),
    "10 to 25% over the low": (
        (2755, 28, 0.024, -0.007, 0.059, 0.793),
        (2720, 28, 0.033, -0.015, 0.082, 0.791),
        (2666, 27, 0.047, -0.019, 0.118, 0.769),
    ),
    "25 to 50% over the low": (
        (3254, 28, 0.069, 0.029, 0.115, 0.828),
        (3210, 28, 0.070, 0.007, 0.136, 0.829),
        (3120, 28, 0.082, -0.013, 0.178, 0.829),
    ),
    "over 50% over the low": (
        (7872, 28, 0.047, 0.018, 0.082, 0.797),
        (7721, 28, 0.058, 0.015, 0.108, 0.815),
        (7383, 27, 0.080, 0.012, 0.160, 0.809),
    ),
    "in the first half-year": (
        (1287, 26, 0.017, -0.000, 0.038, 0.754),
        (1269, 26, 0.013, -0.005, 0.033, 0.775),
        (1186, 25, -0.005, -0.022, 0.014, 0.746),
    ),
    "in the second half-year": (
        (1185, 27, -0.004, -0.028, 0.034, 0.763),
        (1159, 27, -0.004, -0.033, 0.037, 0.772),
        (1142, 26, 0.009, -0.036, 0.058, 0.789),
    ),
    "in the second year": (
        (2573, 27, 0.066, 0.018, 0.127, 0.794),
        (2574, 27, 0.068, 0.001, 0.148, 0.781),
        (2574, 27, 0.085, -0.025, 0.207, 0.781),
    ),
    "after two years": (
        (11328, 27, 0.039, 0.014, 0.067, 0.803),
        (11126, 27, 0.048, 0.008, 0.091, 0.816),
        (10696, 26, 0.066, 0.001, 0.133, 0.811),
    ),
    "after a failed rebound": (
        (12860, 28, 0.040, 0.016, 0.067, 0.806),
        (12630, 28, 0.047, 0.010, 0.087, 0.819),
        (12160, 28, 0.066, 0.007, 0.135, 0.816),
    ),
    "before any failed rebound": (
        (3513, 25, 0.032, -0.003, 0.067, 0.754),
        (3498, 25, 0.036, -0.013, 0.085, 0.750),
        (3438, 24, 0.042, -0.030, 0.114, 0.740),
    ),
    "a rebound that failed (seen afterwards)": (
        (534, 26, -0.113, -0.147, -0.089, 0.644),
        (891, 26, -0.145, -0.180, -0.114, 0.777),
        (1285, 26, -0.165, -0.225, -0.096, 0.813),
    ),
}
