namespace CentralSystem.Tests.Support;

/// <summary>Tests of a running system that set its time; each test has a system of its own.</summary>
/// <param name="settings">Beside the defaults of tests.</param>
public abstract class OnSetTime(params (string Name, string Value)[] settings) : IAsyncLifetime
{
    private protected LeapingTime Time { get; } = new(A.Start);

    private protected RunningCentralSystem Running { get; private set; } = null!;

    private protected HttpClient Http { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Running = await RunningCentralSystem.StartAsync(of =>
        {
            // Who is alive is asked by the same clock: a jump of hours would end every connection, sooner or later than what the test is about.
            of.Time(Time).Set("HEARTBEAT_INT_MS", "0");
            foreach (var (name, value) in settings)
            {
                of.Set(name, value);
            }
        });
        Http = Running.CreateHttpClient();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Running.DisposeAsync();
    }

    private protected async Task RestartAsync()
    {
        Http.Dispose();
        await Running.RestartAsync();
        Http = Running.CreateHttpClient();
    }
}
