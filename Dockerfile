# Two images from one file:
#   docker build --target central-system .
#   docker build --target emulator .
# .ci/check-packaging runs the build stages below without a Docker engine, so they keep to COPY, plain RUN, and paths below
# /source and /publish.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restore
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source

# Only what decides about packages, so that this layer is rebuilt when they change and not with every line of code.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY Ocpp.Generators/Ocpp.Generators.csproj Ocpp.Generators/
COPY Ocpp/Ocpp.csproj Ocpp/
COPY CentralSystem.Web/CentralSystem.Web.csproj CentralSystem.Web/
COPY ChargePointEmulator/ChargePointEmulator.csproj ChargePointEmulator/
RUN dotnet restore CentralSystem.Web/CentralSystem.Web.csproj
RUN dotnet restore ChargePointEmulator/ChargePointEmulator.csproj

# Severities of warnings are read from .editorconfig.
COPY .editorconfig ./
COPY Ocpp.Generators Ocpp.Generators
COPY Ocpp Ocpp

# Analyzers had their say where the code was checked; here they would double the time of a build.
FROM restore AS publish-central-system
COPY appsettings.json ./
COPY CentralSystem.Web CentralSystem.Web
RUN dotnet publish CentralSystem.Web/CentralSystem.Web.csproj --no-restore --configuration Release --output /publish/central-system -p:UseAppHost=false -p:RunAnalyzers=false

FROM restore AS publish-emulator
COPY ChargePointEmulator ChargePointEmulator
RUN dotnet publish ChargePointEmulator/ChargePointEmulator.csproj --no-restore --configuration Release --output /publish/emulator -p:UseAppHost=false -p:RunAnalyzers=false

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS central-system
WORKDIR /app
# A new volume takes over content and owner of this folder, so the database is writable without root.
RUN install --directory --owner="$APP_UID" --group="$APP_UID" /data
COPY --from=publish-central-system /publish/central-system ./
# The base image sets ASPNETCORE_HTTP_PORTS; emptied, so that WEB_SRV_HOST and WEB_SRV_PORT alone say where to listen.
ENV ASPNETCORE_HTTP_PORTS="" \
    WEB_SRV_HOST=0.0.0.0 \
    WEB_SRV_PORT=8080 \
    Storage__DataDirectory=/data
VOLUME /data
EXPOSE 8080
USER $APP_UID
# The image holds no HTTP client: the program asks its own /health.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["dotnet", "/app/CentralSystem.Web.dll", "--health-check"]
ENTRYPOINT ["dotnet", "CentralSystem.Web.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS emulator
WORKDIR /app
COPY --from=publish-emulator /publish/emulator ./
USER $APP_UID
ENTRYPOINT ["dotnet", "ChargePointEmulator.dll"]
